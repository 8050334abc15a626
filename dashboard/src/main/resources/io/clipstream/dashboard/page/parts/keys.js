/** Whether keys are being typed into something, and so are no commands. */
export function isTyping(event) {
  const target = event.composedPath()[0];
  return (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    (target instanceof HTMLElement &&
      (target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName)))
  );
}

/** Whether a button or link has the focus, whose own key space and Enter are. */
export function isOnControl(event) {
  return event
    .composedPath()
    .some((node) => node instanceof HTMLElement && ["BUTTON", "A", "SUMMARY"].includes(node.tagName));
}
