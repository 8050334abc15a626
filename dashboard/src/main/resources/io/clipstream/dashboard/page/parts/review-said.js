/** The labels that a job applied: confirmed unless they are taken away. */
export function applied(task) {
  return new Set((task?.choices ?? []).filter((choice) => choice.applied).map((choice) => choice.label));
}

/** Of several pictures nobody looked at each label: a caption confirms those that it names. */
export function named(labels, caption) {
  const words = caption.toLowerCase();
  return caption === "" ? labels : new Set([...labels].filter((label) => words.includes(label.toLowerCase())));
}

export function said(task, picked, decision, caption) {
  const wrong = task.choices.filter((choice) => choice.applied && !picked.has(choice.label));
  return {decision, labels: [...picked], removed: wrong.map((choice) => choice.label), caption};
}
