/** The keys of the review queue, for people. */
export const KEYS = [
  ["1–9", "confirm a label or take it away"],
  ["Enter", "approve: the picture stays"],
  ["Backspace", "remove the picture"],
  ["c", "write a caption, Enter approves with it"],
  ["s", "skip: leave it to others"],
  ["u", "undo"],
  ["← → ↑ ↓", "to another picture"],
  ["v", "reveal or blur"],
  ["g", "several pictures at once, or one"],
  ["space, a", "of several: select, select all"],
  ["?", "these keys"],
];

const ANY = {
  Enter: "approve",
  Backspace: "remove",
  c: "caption",
  s: "skip",
  u: "undo",
  g: "grid",
  v: "reveal",
  ArrowRight: "right",
  ArrowLeft: "left",
  ArrowDown: "down",
  ArrowUp: "up",
  "?": "keys",
};

/** What a key asks for, with one picture before the reviewer or with several; undefined if nothing. */
export function askedBy(key, isGrid) {
  if (!isGrid && /^[1-9]$/.test(key)) {
    return {act: "pick", detail: Number(key) - 1};
  }
  const act = {...ANY, ...(isGrid && {a: "all"})}[key];
  return act && {act, detail: null};
}
