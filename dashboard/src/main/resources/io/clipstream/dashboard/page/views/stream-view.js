import {LitElement, css, html} from "lit";
import {repeat} from "lit/directives/repeat.js";
import {FILTER, filterOf} from "../parts/filter-bar.js";
import {isOnControl, isTyping} from "../parts/keys.js";
import {onLive, watch} from "../parts/live.js";
import {get} from "../parts/api.js";
import {base} from "../parts/styles.js";
import {many} from "../parts/words.js";
import "../parts/empty-state.js";
import "../parts/picture-card.js";

const SHOWN = 48;
const WAITING = 400;
const DRAW_MILLIS = 250;

/** Pictures as they are tagged. */
class StreamView extends LitElement {
  static properties = {
    query: {attribute: false},
    shown: {state: true},
    waiting: {state: true},
    paused: {state: true},
    counts: {state: true},
    failed: {state: true},
  };
  static styles = [
    base,
    css`
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(170px, 1fr));
        gap: 12px;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        margin-bottom: 12px;
      }
      h1 {
        margin: 0;
      }
      .counts {
        color: var(--soft);
        font-size: 13px;
        flex: 1;
      }
      @media (max-width: 720px) {
        .grid {
          grid-template-columns: repeat(2, minmax(0, 1fr));
          gap: 8px;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.query = {};
    this.shown = [];
    this.waiting = [];
    this.paused = false;
    this.counts = {counted: 0, sent: 0};
    this.failed = "";
    this.filter = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.ends = [
      onLive("result", (result) => this.#come(result)),
      onLive("counts", (counts) => (this.counts = counts)),
    ];
    this.timer = setInterval(() => this.#draw(), DRAW_MILLIS);
    this.onKey = (event) => this.#key(event);
    addEventListener("keydown", this.onKey);
    this.filter = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.ends.forEach((end) => end());
    clearInterval(this.timer);
    removeEventListener("keydown", this.onKey);
  }

  willUpdate() {
    const filter = JSON.stringify(filterOf(this.query));
    if (filter !== this.filter) {
      this.filter = filter;
      this.#begin(filterOf(this.query));
    }
  }

  /** What is there already, then what comes. */
  async #begin(filter) {
    this.shown = [];
    this.waiting = [];
    this.counts = {counted: 0, sent: 0};
    watch(filter);
    try {
      const page = await get("/api/results", {...filter, limit: SHOWN});
      if (JSON.stringify(filter) === this.filter) {
        this.shown = merged(this.shown, page.results);
        this.failed = "";
      }
    } catch (e) {
      this.failed = e.message;
    }
  }

  #come(result) {
    this.waiting.push(result);
    if (this.waiting.length > WAITING) {
      this.waiting.shift();
    }
  }

  #draw() {
    if (!this.paused && this.waiting.length > 0) {
      this.shown = merged(this.waiting.reverse(), this.shown);
      this.waiting = [];
    } else if (this.paused) {
      this.requestUpdate();
    }
  }

  #key(event) {
    if (isTyping(event)) {
      return;
    }
    if (event.key === " " && !isOnControl(event)) {
      event.preventDefault();
      this.#pause();
    } else if (event.key === "n" && this.paused) {
      this.#step();
    } else if (event.key === "v") {
      this.renderRoot.querySelectorAll("picture-card").forEach((card) => card.toggle());
    }
  }

  #pause() {
    this.paused = !this.paused;
  }

  #step() {
    if (this.waiting.length > 0) {
      this.shown = merged([this.waiting.shift()], this.shown);
    }
  }

  render() {
    return html`
      <div class="head">
        <h1>Stream</h1>
        <span class="counts" role="status">${this.#words()}</span>
        <button type="button" aria-pressed=${this.paused} @click=${this.#pause}>
          <kbd>space</kbd> ${this.paused ? "go on" : "pause"}
        </button>
        <button type="button" ?hidden=${!this.paused} ?disabled=${this.waiting.length === 0} @click=${this.#step}>
          <kbd>n</kbd> next of ${many(this.waiting.length)}
        </button>
      </div>
      <filter-bar .query=${this.query} path="/"></filter-bar>
      ${this.#content()}
    `;
  }

  #words() {
    const {counted, sent} = this.counts;
    if (this.paused) {
      return `paused · ${many(counted)} came since you opened this`;
    }
    const share = sent === 0 ? 1 : Math.max(1, Math.round(counted / sent));
    return share > 1 ? `showing 1 in ${share}, counting all: ${many(counted)}` : `showing all: ${many(counted)} new`;
  }

  #content() {
    if (this.failed !== "" && this.shown.length === 0) {
      return html`<empty-state heading="The stream cannot be read">${this.failed}</empty-state>`;
    }
    if (this.shown.length === 0) {
      return Object.keys(this.query).some((name) => FILTER.includes(name))
        ? html`<empty-state heading="No picture like this yet"
            >It appears as soon as one comes. Take a filter away to see others.</empty-state
          >`
        : html`<empty-state heading="No pictures yet">Send one: <code>./clipstream send photo.jpg</code></empty-state>`;
    }
    return html`<div class="grid">
      ${repeat(
        this.shown,
        (result) => result.id,
        (result) => html`<picture-card .result=${result}></picture-card>`,
      )}
    </div>`;
  }
}

/** The newer ones first, each once, as many as are shown. */
function merged(newer, older) {
  const seen = new Set();
  return [...newer, ...older].filter((result) => !seen.has(result.id) && seen.add(result.id)).slice(0, SHOWN);
}

customElements.define("stream-view", StreamView);
