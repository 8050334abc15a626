import {change} from "./api.js";

const AHEAD = 8;
const RENEW_MILLIS = 30_000;
const RETRY_MILLIS = 2_000;

/** The pictures before a reviewer, and his decisions on their way to the server. Tells at 'change'. */
export class ReviewDesk extends EventTarget {
  constructor() {
    super();
    this.session = crypto.randomUUID();
    this.tasks = [];
    this.filter = {};
    this.done = []; // decided here, newest last: what undo takes back
    this.gone = new Set();
    this.saving = 0;
    this.message = "";
    this.loaded = false;
  }

  start() {
    this.claim();
    this.timer = setInterval(() => this.claim(), RENEW_MILLIS);
  }

  stop() {
    clearInterval(this.timer);
  }

  async choose(filter) {
    this.filter = filter;
    this.tasks = [];
    await this.claim();
  }

  /** Renews what is held and fetches more. */
  async claim() {
    const asked = this.filter;
    try {
      const answer = await change("POST", "/api/review/claims", {
        session: this.session,
        hold: this.tasks.map((task) => task.result.id),
        want: AHEAD + this.saving,
        queue: asked.queue ?? "",
        labelSet: asked.set ?? "",
        label: asked.label ?? "",
      });
      if (asked !== this.filter) {
        return;
      }
      const held = new Set(this.tasks.map((task) => task.result.id));
      const mine = new Set(answer.tasks.map((task) => task.result.id));
      const fresh = answer.tasks.filter(({result}) => !held.has(result.id) && !this.gone.has(result.id));
      this.tasks = [...this.tasks.filter((task) => mine.has(task.result.id)), ...fresh];
      this.loaded = true;
      this.tell(this.saving === 0 && this.message.startsWith("The dashboard") ? "" : this.message);
    } catch (e) {
      this.tell(e.message);
    }
  }

  /** Takes a picture off; the decision is sent behind it, again until it is taken or refused. */
  decide(task, said) {
    const review = {id: crypto.randomUUID(), session: this.session, result: task.result.id, ...said};
    this.#drop(task);
    const entry = {id: review.id, task, sent: this.#send("/api/reviews", review, task)};
    this.done.push(entry);
    this.tell("");
  }

  skip(task) {
    this.tasks = [...this.tasks.filter((each) => each !== task), task];
    this.tell("");
  }

  async undo(reviewer) {
    const last = this.done.pop();
    if (!last) {
      this.tell("There is nothing to undo.");
      return;
    }
    if (!(await last.sent)) {
      return;
    }
    if (await this.#send(`/api/reviews/${last.id}/undo`, {id: crypto.randomUUID(), reviewer}, null)) {
      this.gone.delete(last.task.result.id);
      this.tasks = [last.task, ...this.tasks.filter((each) => each.result.id !== last.task.result.id)];
      this.tell("Taken back.");
    }
  }

  #drop(task) {
    this.gone.add(task.result.id);
    this.tasks = this.tasks.filter((each) => each !== task);
  }

  async #send(path, body, task) {
    this.saving++;
    try {
      for (;;) {
        try {
          const answer = await change("POST", path, body);
          this.tell(answer.note || "");
          return true;
        } catch (e) {
          this.tell(e.message);
          if (e.status !== 0 && e.status < 500) {
            this.#refused(e, task);
            return false;
          }
          await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
        }
      }
    } finally {
      this.saving--;
      this.claim();
    }
  }

  /** A conflict means that another decided; anything else puts the picture back. */
  #refused(error, task) {
    if (task !== null && error.status !== 409) {
      this.gone.delete(task.result.id);
      this.tasks = [task, ...this.tasks];
    }
  }

  tell(message) {
    this.message = message;
    this.dispatchEvent(new Event("change"));
  }
}
