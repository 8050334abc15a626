// Characters that act on what stands around them: controls and the marks that turn text round.
const ACTING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A stranger's text so that all of it is seen as it is written, cut where it is long. */
export function plain(text, most = 300) {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return short.replace(ACTING, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** A number of things for people: 1,234. */
export function many(number) {
  return Number(number).toLocaleString("en");
}

/** How long ago, in a word or two. */
export function ago(millis, now) {
  const seconds = Math.max(0, Math.round((now - millis) / 1000));
  if (seconds < 60) {
    return `${seconds} s ago`;
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ago`;
  }
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

/** A score as it stands everywhere: two digits. */
export function score(value) {
  return Number(value).toFixed(2);
}

/** Milliseconds for people. */
export function duration(millis) {
  return millis < 0 ? "–" : millis < 10_000 ? `${many(Math.round(millis))} ms` : `${(millis / 1000).toFixed(1)} s`;
}
