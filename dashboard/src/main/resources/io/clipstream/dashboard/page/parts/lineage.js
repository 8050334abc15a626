// Which checkpoint came of which, as lanes beside a list, newest first.

/**
 * For each checkpoint its lane, and the lanes that pass it: 'above' and 'below' are pairs of lanes that a line joins
 * in the upper and the lower half of the row.
 */
export function lanes(checkpoints) {
  const known = new Set(checkpoints.map((each) => each.id));
  const drawn = new Set();
  let waiting = []; // by lane: the checkpoint that the lane goes down to, or null
  return checkpoints.map(({id, parent}) => {
    drawn.add(id);
    const above = waiting.flatMap((wanted, lane) => (wanted === null || wanted === id ? [] : [[lane, lane]]));
    const mine = waiting.flatMap((wanted, lane) => (wanted === id ? [lane] : []));
    const free = waiting.indexOf(null);
    const lane = mine[0] ?? (free < 0 ? waiting.length : free);
    above.push(...mine.map((from) => [from, lane]));
    waiting = waiting.map((wanted) => (wanted === id ? null : wanted));
    const goesOn = parent !== null && known.has(parent) && !drawn.has(parent);
    waiting[lane] = goesOn ? parent : null;
    const below = waiting.flatMap((wanted, each) => (wanted === null ? [] : [[each, each]]));
    return {lane, above, below};
  });
}

/** A checkpoint with those that it came of, the oldest first. */
export function ancestors(checkpoints, id) {
  const byId = new Map(checkpoints.map((each) => [each.id, each]));
  const chain = [];
  for (let at = id; at !== null && !chain.includes(at); at = byId.get(at)?.parent ?? null) {
    chain.unshift(at);
  }
  return chain;
}
