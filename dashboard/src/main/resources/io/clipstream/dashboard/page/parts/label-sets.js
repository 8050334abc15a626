// What the page knows of label sets by itself: nothing that needs the model, and no rule of what is valid.

/** Drafts that were begun, by id: leaving the view loses none. */
export const drafts = new Map();

const SEVERITY = ["ALLOW", "TAG", "REVIEW", "BLOCK"];

/** An empty set. */
export function blank(id) {
  return {
    id,
    revision: 0,
    labels: [],
    templates: [],
    scoring: "SOFTMAX",
    backgroundPrompts: [],
    description: null,
  };
}

/** A label of that name as it is when nothing else is said of it. */
export function newLabel(name) {
  return {name, prompts: [], threshold: 0.5, action: "TAG", parent: null};
}

/** What differs between two sets, for people: texts of what, before and after. */
export function differences(before, after) {
  const found = [];
  for (const [field, title] of [
    ["scoring", "scoring"],
    ["templates", "templates"],
    ["backgroundPrompts", "background prompts"],
    ["description", "description"],
  ]) {
    compare(found, title, before[field], after[field]);
  }
  const old = new Map(before.labels.map((label) => [label.name, label]));
  const names = new Set(after.labels.map((label) => label.name));
  for (const label of after.labels) {
    const was = old.get(label.name);
    if (was === undefined) {
      found.push({what: label.name, before: "", after: "new"});
    } else {
      for (const field of ["prompts", "threshold", "action", "parent"]) {
        compare(found, `${label.name}: ${field}`, was[field], label[field]);
      }
    }
  }
  for (const label of before.labels.filter((each) => !names.has(each.name))) {
    found.push({what: label.name, before: "", after: "gone"});
  }
  const order = (set) => set.labels.map((label) => label.name).join("\n");
  if (found.length === 0 && order(before) !== order(after)) {
    found.push({what: "order of the labels", before: "", after: "changed"});
  }
  return found;
}

function compare(found, what, before, after) {
  if (words(before) !== words(after)) {
    found.push({what, before: words(before), after: words(after)});
  }
}

function words(value) {
  return value === null || value === undefined || value.length === 0 ? "none" : [].concat(value).join(" | ");
}

/** The scores of each label: a map of its name to [score, confirmed or not or unreviewed] pairs. */
export function byLabel({labels, pictures}) {
  const found = new Map(labels.map((name) => [name, []]));
  for (const {scores, confirmed} of pictures) {
    for (const [place, score] of scores) {
      found.get(labels[place]).push([score, confirmed === null ? null : confirmed.includes(place)]);
    }
  }
  return found;
}

/** What a threshold does to scores; precision and recall are null where nobody has reviewed. */
export function measured(scores, threshold) {
  const reach = scores.filter(([score]) => score >= threshold);
  const reviewed = reach.filter(([, confirmed]) => confirmed !== null);
  const right = reviewed.filter(([, confirmed]) => confirmed).length;
  const all = scores.filter(([, confirmed]) => confirmed).length;
  return {
    reach: reach.length,
    precision: reviewed.length === 0 ? null : right / reviewed.length,
    recall: all === 0 ? null : right / all,
  };
}

/** How many of the pictures a set would send to review, by the scores that their results name. */
export function queued({labels, pictures}, set) {
  const rules = new Map(set.labels.map((label) => [label.name, label]));
  return pictures.filter(({scores}) => {
    let worst = 0;
    for (const [place, score] of scores) {
      const rule = rules.get(labels[place]);
      if (rule !== undefined && score >= rule.threshold) {
        worst = Math.max(worst, SEVERITY.indexOf(rule.action));
      }
    }
    return worst >= SEVERITY.indexOf("REVIEW");
  }).length;
}
