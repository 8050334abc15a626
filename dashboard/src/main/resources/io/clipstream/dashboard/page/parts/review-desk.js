import {change, get} from "./api.js";
import {Outbox} from "./outbox.js";
import {preferences} from "./preferences.js";

const AHEAD = {one: 8, grid: 24};
const MOST = 48;
const RENEW_MILLIS = 15_000;
const IDLE_MILLIS = 110_000; // just less than a lease: who went away keeps nothing
const GONE_MILLIS = 30_000;
const KEPT = 50;

/**
 * The pictures before a reviewer, and his decisions on their way to the server. Tells at 'change'.
 * There is one a window, so that decisions go on being sent while another view is looked at.
 */
class ReviewDesk extends EventTarget {
  constructor() {
    super();
    this.session = kept("clipstream-session", () => crypto.randomUUID());
    this.tasks = [];
    this.filter = {};
    this.skipped = [];
    this.done = kept("clipstream-done", () => []); // what undo takes back, the newest last
    this.gone = new Map(); // decided here a moment ago: an answer under way may still name it
    this.first = []; // items that came back by undo
    this.outbox = new Outbox();
    this.message = "";
    this.loaded = false;
    this.summary = null;
    this.looking = false;
    this.activeAt = Date.now();
    this.outbox.addEventListener("taken", ({detail}) => this.#taken(detail.entry, detail.detail));
    this.outbox.addEventListener("refused", ({detail}) => this.#refused(detail.entry, detail.detail));
    this.outbox.addEventListener("failed", ({detail}) => this.tell(detail.detail.message));
    this.outbox.run();
    addEventListener("pagehide", () => this.looking && this.#giveBack());
  }

  get saving() {
    return this.outbox.entries.length;
  }

  start() {
    this.looking = true;
    this.touch();
    this.timer = setInterval(() => this.#renew(), RENEW_MILLIS);
    this.claim();
  }

  stop() {
    this.looking = false;
    clearInterval(this.timer);
    this.#giveBack();
    this.tasks = [];
  }

  /** Whether the reviewer has not been seen for a while: then he is given nothing. */
  get isAway() {
    return Date.now() - this.activeAt > IDLE_MILLIS;
  }

  /** The reviewer is there. */
  touch() {
    const wasAway = this.isAway;
    this.activeAt = Date.now();
    if (wasAway) {
      this.claim();
    }
  }

  #renew() {
    if (!this.isAway) {
      this.claim();
    }
  }

  choose(filter, layout) {
    const isOther = JSON.stringify(filter) !== JSON.stringify(this.filter);
    this.filter = filter;
    this.layout = layout;
    if (isOther) {
      this.tasks = [];
      this.loaded = false;
    }
    this.claim();
  }

  /** More may wait than was given: the counts say so. */
  async count() {
    try {
      this.summary = await get("/api/review/counts", {reviewer: preferences().reviewer});
      this.dispatchEvent(new Event("change"));
    } catch {
      // The line at the top says what is wrong.
    }
    const waits = (this.summary?.counts.all ?? 0) > this.tasks.length;
    if (this.looking && waits && this.tasks.length < AHEAD.one) {
      this.#renew();
    }
  }

  /** Renews what is held and fetches more. One request at a time. */
  async claim() {
    if (this.claiming) {
      this.again = true;
      return;
    }
    this.claiming = true;
    do {
      this.again = false;
      await this.#claimOnce();
    } while (this.again);
    this.claiming = false;
  }

  async #claimOnce() {
    if (!this.looking) {
      return;
    }
    const asked = this.filter;
    const pending = this.outbox.entries.filter((entry) => entry.item).map((entry) => entry.item);
    const hold = [...new Set([...this.first, ...this.tasks.map((task) => task.item), ...pending])].slice(0, MOST);
    try {
      const answer = await change("POST", "/api/review/claims", {
        ...this.#who(),
        hold,
        skip: this.skipped,
        want: Math.min(MOST, AHEAD[this.layout ?? "one"] + pending.length),
        queue: asked.queue ?? "",
        labelSet: asked.set ?? "",
        label: asked.label ?? "",
      });
      if (asked === this.filter) {
        this.#merge(answer.tasks);
      }
    } catch (e) {
      this.tell(e.message);
    }
  }

  #who() {
    return {session: this.session, reviewer: preferences().reviewer};
  }

  /** What is before the reviewer stays as it is; what came back is first, what is new last. */
  #merge(answer) {
    this.gone.forEach((at, item) => Date.now() - at > GONE_MILLIS && this.gone.delete(item));
    const usable = new Map(
      answer.filter(({item}) => !this.gone.has(item) && !this.skipped.includes(item)).map((task) => [task.item, task]),
    );
    const back = this.first.map((item) => usable.get(item)).filter(Boolean);
    const still = this.tasks.filter((task) => usable.has(task.item) && !back.some(({item}) => item === task.item));
    const known = new Set([...back, ...still].map((task) => task.item));
    this.first = [];
    this.tasks = [...back, ...still, ...[...usable.values()].filter((task) => !known.has(task.item))];
    this.loaded = true;
    this.dispatchEvent(new Event("change"));
  }

  /** Takes pictures off; the decisions are sent behind them. 'say' makes what is said of one. */
  decide(tasks, say) {
    const entries = tasks.map((task) => ({
      path: "/api/reviews",
      item: task.item,
      body: {id: crypto.randomUUID(), ...this.#who(), of: nameOf(task.result), ...say(task)},
    }));
    const items = tasks.map((task) => task.item);
    items.forEach((item) => this.gone.set(item, Date.now()));
    this.tasks = this.tasks.filter((task) => !items.includes(task.item));
    this.#note({items, reviews: entries.map((entry) => entry.body.id)});
    this.outbox.add(...entries);
    this.tell("");
  }

  /** Gives pictures back for others. */
  skip(tasks) {
    const items = tasks.map((task) => task.item);
    this.skipped = [...this.skipped, ...items].slice(-500);
    this.tasks = this.tasks.filter((task) => !items.includes(task.item));
    this.#note({items, reviews: []});
    this.tell("");
    this.claim();
  }

  /** Looks again at what was skipped. */
  unskip() {
    this.skipped = [];
    this.claim();
  }

  /** Takes the last decision or skip back. */
  undo() {
    const last = this.done.pop();
    keep("clipstream-done", this.done);
    if (!last) {
      this.tell("There is nothing to undo.");
    } else if (last.reviews.length === 0) {
      this.#back(last.items);
    } else {
      this.tell("Taking it back…");
      this.outbox.add(
        ...last.reviews.map((id, i) => ({
          path: `/api/reviews/${id}/undo`,
          undone: last.items[i],
          body: {id: crypto.randomUUID(), reviewer: preferences().reviewer},
        })),
      );
    }
  }

  #back(items) {
    items.forEach((item) => this.gone.delete(item));
    this.skipped = this.skipped.filter((item) => !items.includes(item));
    this.first = [...items, ...this.first];
    this.claim();
  }

  #note(action) {
    this.done = [...this.done, action].slice(-KEPT);
    keep("clipstream-done", this.done);
  }

  #taken(entry, answer) {
    if (entry.undone) {
      this.tell(answer.note || "Taken back.");
      this.#back([entry.undone]);
    } else {
      this.tell(answer.note);
    }
    if (this.saving === 0) {
      this.claim();
    }
    this.count();
  }

  /** A conflict means that somebody decided; anything else puts the picture back. */
  #refused(entry, error) {
    this.tell(error.message);
    if (!entry.undone) {
      this.done = this.done.filter((action) => !action.reviews.includes(entry.body.id) || action.reviews.length > 1);
      keep("clipstream-done", this.done);
      if (error.status !== 409) {
        this.#back([entry.item]);
      }
    }
  }

  #giveBack() {
    fetch("/api/review/claims", {
      method: "POST",
      keepalive: true,
      headers: {"Content-Type": "application/json", "X-Clipstream": "1"},
      body: JSON.stringify({...this.#who(), want: 0}),
    }).catch(() => {}); // else they end by themselves
  }

  tell(message) {
    this.message = message;
    this.dispatchEvent(new Event("change"));
  }
}

/** What names a result for good; its number does not. */
function nameOf(result) {
  const {imageKey, image, checkpoint, labelSet, revision} = result;
  return {imageKey, partition: image.partition, offset: image.offset, checkpoint, labelSet, revision};
}

function kept(key, without) {
  try {
    const found = JSON.parse(sessionStorage.getItem(key));
    return found ?? keep(key, without());
  } catch {
    return without();
  }
}

function keep(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Storage is off: it holds as long as the window is open.
  }
  return value;
}

export const desk = new ReviewDesk();
