// What the gate measures, in words.
const WORDS = [
  [/^held-out-new\.loss$/, "Loss on new pairs"],
  [/^held-out-new\.recall1$/, "Recall at 1 on new pairs"],
  [/^held-out-new\.ranking$/, "Ranking of new pairs"],
  [/^held-out-new\.pairs$/, "New pairs held out"],
  [/^held-out-old\.loss$/, "Loss on old pairs"],
  [/^held-out-old\.pairs$/, "Old pairs held out"],
  [/^held-out-new\.loss-saved$/, "Loss saved on new pairs"],
  [/^held-out-new\.ranking-gain$/, "Gain in the ranking of new pairs"],
  [/^zero-shot\.(.+)\.top1$/, "Zero-shot, $1"],
  [/^flips\.(.+)$/, "Decisions that changed, $1"],
];

/** A measure's name for people; what has none keeps its own. */
export function measureWords(name) {
  const isLow = name.endsWith(".low");
  const isChange = /\.change(\.low)?$/.test(name);
  const plainName = name.replace(/\.low$/, "").replace(/\.change$/, "");
  const found = WORDS.find(([pattern]) => pattern.test(plainName));
  const words = found ? plainName.replace(found[0], found[1]) : plainName;
  return `${words}${isChange ? ", change" : ""}${isLow ? ", surely above" : ""}`;
}

/** Whether a measure counts something, and is no mean. */
export function isCount(name) {
  return name.endsWith(".pairs");
}

/** A measured number. */
export function measured(value, name) {
  return value === null ? "–" : isCount(name) ? String(Math.round(value)) : value.toFixed(4);
}
