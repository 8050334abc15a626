import {withQuery} from "./api.js";

// One connection a window, whatever it shows: browsers keep but six to a server.
const told = new EventTarget();
let source = null;
let address = "";
let last = null;

/** What runs, as it was told last; null before the first word. */
export function state() {
  return last;
}

/** Calls back at 'state', 'result', 'counts', 'open' and 'lost' with what came; returns what ends that. */
export function onLive(kind, listener) {
  const wrapped = (event) => listener(event.detail);
  told.addEventListener(kind, wrapped);
  return () => told.removeEventListener(kind, wrapped);
}

/** Looks at results of a filter; with null at none. */
export function watch(filter) {
  const wanted = withQuery("/api/stream", filter ?? {results: "none"});
  if (wanted !== address) {
    address = wanted;
    connect();
  }
}

/** Looks at nothing any more, and forgets what was told: nobody is logged in. */
export function hush() {
  address = "";
  last = null;
  connect();
}

function connect() {
  source?.close();
  source = null;
  if (document.hidden || address === "") {
    return; // a window that nobody sees needs no connection
  }
  source = new EventSource(address);
  source.addEventListener("open", () => tell("open", null));
  source.addEventListener("error", () => tell("lost", null));
  for (const kind of ["state", "result", "counts"]) {
    source.addEventListener(kind, (event) => tell(kind, JSON.parse(event.data)));
  }
}

function tell(kind, detail) {
  if (kind === "state") {
    last = detail;
  }
  told.dispatchEvent(new CustomEvent(kind, {detail}));
}

document.addEventListener("visibilitychange", connect);
addEventListener("pagehide", () => source?.close());
