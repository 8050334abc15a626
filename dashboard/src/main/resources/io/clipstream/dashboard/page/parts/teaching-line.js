import {LitElement, css, html, nothing} from "lit";
import {change, get} from "./api.js";
import {onLive} from "./live.js";
import {base} from "./styles.js";
import {many, plain} from "./words.js";
import "./relative-time.js";

/** Phases in which a round is under way; the ends of one are over before they are read. */
const AT_WORK = ["planning", "planned", "kept", "training"];

const isAtWork = (job) => AT_WORK.includes(job.phase);

/** What follows from the gate's verdict. */
const NEXT = {
  PROMOTED: html`<span class="hint"
    >It tags from now on, see the <a href="/">stream</a>; its numbers, and the way back, are among the <a href="/models">models</a>.</span
  >`,
  CANDIDATE: html`<span class="hint"
    >It does not tag: say what more pictures show and train again, or compare and promote it among the <a href="/models">models</a>.</span
  >`,
  REJECTED: html`<span class="hint"
    >It does not tag. Say what more pictures show and train again: what was said is not lost, later rounds replay it.</span
  >`,
};

/** How many pairs wait, what the training jobs are at, the gate's last verdict, and a button for a round. */
class TeachingLine extends LitElement {
  static properties = {rounds: {state: true}, said: {state: true}};
  static styles = [
    base,
    css`
      .line {
        display: flex;
        gap: 4px 14px;
        align-items: center;
        flex-wrap: wrap;
        padding: 8px 14px;
        margin-bottom: 12px;
        font-size: 13px;
        color: var(--soft);
      }
      strong {
        color: var(--text);
      }
      .grow {
        flex: 1;
      }
      .wrong {
        color: var(--block);
      }
      .PROMOTED {
        color: var(--tag);
      }
      .CANDIDATE {
        color: var(--review);
      }
      .REJECTED {
        color: var(--block);
      }
      code {
        color: var(--text);
      }
      .hint {
        flex-basis: 100%;
      }
    `,
  ];

  constructor() {
    super();
    this.rounds = null;
    this.said = {};
  }

  connectedCallback() {
    super.connectedCallback();
    this.end = onLive("state", () => this.#load());
    this.#load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
  }

  async #load() {
    try {
      this.rounds = await get("/api/rounds");
      const busy = this.rounds.jobs.filter(isAtWork).map((job) => job.model);
      this.said = Object.fromEntries(Object.entries(this.said).filter(([model]) => !busy.includes(model)));
    } catch {
      // The line of what runs says that the server is away.
    }
  }

  async #ask(model) {
    try {
      await change("POST", "/api/rounds", {id: crypto.randomUUID(), model, reason: "asked for on the page"});
      this.said = {...this.said, [model]: "asked for; the job says here what it makes of it"};
    } catch (e) {
      this.said = {...this.said, [model]: e.message};
    }
  }

  render() {
    if (this.rounds === null) {
      return "";
    }
    if (this.rounds.jobs.length === 0) {
      return html`<div class="panel line">
        <span>Corrections wait in the captions topic until a training job reads them: <code>clipstream job training --help</code></span>
      </div>`;
    }
    return this.rounds.jobs.map((job, i) => this.#job(job, `next-${i}`));
  }

  #job(job, next) {
    const pairs = job.waitingPairs;
    const said = this.said[job.model];
    return html`<div class="panel line">
      <span><strong>${plain(job.name, 60)}</strong></span>
      ${pairs === null ? "" : html`<span><strong>${many(pairs)}</strong> ${pairs === 1 ? "pair waits" : "pairs wait"}</span>`}
      ${this.#activity(job)} ${this.#outcome(job.model)}
      <span class="grow"></span>
      ${said ? html`<span role="status">${said}</span>` : ""}
      <button
        type="button"
        ?disabled=${job.life !== "alive" || isAtWork(job)}
        aria-describedby=${isAtWork(job) ? next : nothing}
        @click=${() => this.#ask(job.model)}
      >
        Train now
      </button>
      ${this.#hint(job, next)}
    </div>`;
  }

  /** What a reviewer can do next, for as long as he has to be told. */
  #hint(job, next) {
    const outcome = this.#last(job.model);
    if (job.life !== "alive") {
      return "";
    }
    if (isAtWork(job)) {
      return html`<span class="hint" id=${next}>A round is under way; what is said meanwhile waits for the next one.</span>`;
    }
    if (job.waitingPairs > 0) {
      return html`<span class="hint">What you say of a picture is learnt in the next round. Some pictures are held out to measure with.</span>`;
    }
    return outcome === undefined
      ? html`<span class="hint"
          >To teach it something, say what pictures show: <kbd>c</kbd>, a few words, <kbd>Enter</kbd>. Say the same words of several
          pictures, of two or three things, then press <em>Train now</em>.</span
        >`
      : NEXT[outcome.status];
  }

  #last(model) {
    return this.rounds.outcomes.find((each) => each.model === model);
  }

  #activity(job) {
    if (job.life !== "alive") {
      return html`<span class="wrong"
        >${job.life === "ended" ? "has ended" : "has said nothing since"} <relative-time .millis=${job.updatedAt}></relative-time>;
        start it: clipstream job training</span
      >`;
    }
    const failure = job.failures[0];
    if (failure === undefined && job.activity === "0 new pairs wait for a round") {
      return ""; // the number says it
    }
    return html`<span class="whole">${plain(isAtWork(job) ? `${job.phase} · ${job.activity}` : job.activity)}</span>
      ${failure ? html`<span class="wrong whole">${plain(failure)}</span>` : ""}`;
  }

  #outcome(model) {
    const outcome = this.#last(model);
    return outcome
      ? html`<span class="whole"
          >last round <strong class="round">${plain(outcome.checkpoint, 60)}</strong> <b class=${outcome.status}>${outcome.status}</b>
          <relative-time .millis=${outcome.announcedAt}></relative-time>${outcome.reason ? `: ${plain(outcome.reason)}` : ""}</span
        >`
      : "";
  }
}

customElements.define("teaching-line", TeachingLine);
