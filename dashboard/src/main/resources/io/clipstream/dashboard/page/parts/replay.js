import {change, get} from "./api.js";

const AT_ONCE = 100;
const PROBLEMS = 20;

/**
 * Puts dead letters back, some at a time: those that are given, or all of a filter as it is now, without what is
 * refused again meanwhile. Tells how far it is.
 */
export async function putBack({letters, filter}, tell) {
  const outcome = {replayed: 0, leftOut: 0, problems: []};
  if (letters) {
    for (let at = 0; at < letters.length; at += AT_ONCE) {
      await some(letters.slice(at, at + AT_ONCE), outcome);
      tell(Math.min(letters.length, at + AT_ONCE), letters.length);
    }
    return outcome;
  }
  const to = filter.to ?? Date.now();
  let page = {next: null};
  do {
    page = await get("/api/dead-letters", {...filter, to, before: page.next, limit: AT_ONCE});
    await some(page.letters, outcome);
    tell(outcome.replayed + outcome.leftOut, page.count);
  } while (page.next !== null);
  return outcome;
}

async function some(letters, outcome) {
  if (letters.length === 0) {
    return;
  }
  const {outcomes} = await change("POST", "/api/dead-letters/replays", letters.map((each) => each.place));
  for (const {place, problem} of outcomes) {
    if (problem === "") {
      outcome.replayed++;
      continue;
    }
    outcome.leftOut++;
    if (outcome.problems.length < PROBLEMS) {
      outcome.problems.push(`${place.topic}-${place.partition}@${place.offset}: ${problem}`);
    }
  }
}
