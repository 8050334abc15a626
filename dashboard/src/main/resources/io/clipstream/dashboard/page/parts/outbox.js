import {change} from "./api.js";

const KEY = "clipstream-outbox";
const RETRY_MILLIS = 1_000;

/**
 * What is to be written, one after another, each again until the server took or refused it. It is kept
 * in this window over a reload; every entry has an id of its own, so that nothing is written twice.
 */
export class Outbox extends EventTarget {
  constructor() {
    super();
    this.entries = read();
    this.running = false;
    addEventListener("beforeunload", (event) => this.entries.length > 0 && event.preventDefault());
  }

  /** Entries are {path, body, ...}; 'taken' and 'refused' tell of each, 'failed' of every try. */
  add(...entries) {
    this.entries.push(...entries);
    this.run();
  }

  async run() {
    this.#keep();
    if (this.running) {
      return;
    }
    this.running = true;
    while (this.entries.length > 0) {
      const entry = this.entries[0];
      const [kind, detail] = await this.#send(entry);
      if (kind === "failed") {
        this.#tell(kind, entry, detail);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
      } else {
        this.entries.shift();
        this.#keep();
        this.#tell(kind, entry, detail);
      }
    }
    this.running = false;
  }

  async #send(entry) {
    try {
      return ["taken", await change("POST", entry.path, entry.body)];
    } catch (e) {
      return [e.status !== 0 && e.status < 500 ? "refused" : "failed", e];
    }
  }

  #tell(kind, entry, detail) {
    this.dispatchEvent(new CustomEvent(kind, {detail: {entry, detail}}));
  }

  #keep() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.entries));
    } catch {
      // Storage is off: it holds as long as the window is open.
    }
  }
}

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}
