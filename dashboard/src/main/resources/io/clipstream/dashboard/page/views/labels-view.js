import {LitElement, css, html, nothing} from "lit";
import {change, get} from "../parts/api.js";
import {blank, byLabel, differences, drafts, queued} from "../parts/label-sets.js";
import {base} from "../parts/styles.js";
import {many, plain} from "../parts/words.js";
import "../parts/empty-state.js";
import "../parts/label-choice.js";
import "../parts/label-history.js";
import "../parts/label-preview.js";
import "../parts/label-publish.js";
import "../parts/label-settings.js";
import "../parts/label-table.js";
import "../parts/relative-time.js";

const CHECK_MILLIS = 250;
const NO_SCORES = {labels: [], pictures: [], since: null, checkpoint: ""};

/** Label sets: what is in force, a draft of it with what it would do, and what was before. */
class LabelsView extends LitElement {
  static properties = {
    query: {attribute: false},
    sets: {state: true},
    set: {state: true},
    draft: {state: true},
    history: {state: true},
    scores: {state: true},
    problems: {state: true},
    failed: {state: true},
  };
  static styles = [
    base,
    css`
      .top {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        margin-bottom: 12px;
      }
      h1 {
        margin: 0;
        flex: 1;
        min-width: 180px;
      }
      .two {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 360px;
        gap: 16px;
        align-items: start;
      }
      .side {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px;
        grid-row: span 2;
      }
      .note {
        padding: 10px 14px;
        border-bottom: 1px solid var(--line);
        color: var(--soft);
        font-size: 13px;
      }
      .problems {
        color: var(--block);
        background: var(--block-bg);
        border-radius: 8px;
        padding: 8px 14px 8px 30px;
        margin: 0 0 12px;
        overflow-wrap: anywhere;
      }
      @media (max-width: 1240px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.query = {};
    this.sets = null;
    this.chosen = null;
    this.#forget();
  }

  #forget() {
    this.set = null;
    this.draft = null;
    this.history = [];
    this.scores = NO_SCORES;
    this.problems = [];
    this.failed = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.#list();
  }

  willUpdate() {
    const id = this.query.set ?? this.sets?.[0]?.id ?? null;
    if (id !== this.chosen) {
      this.chosen = id;
      this.#forget();
      if (id !== null) {
        this.#load(id);
      }
    }
  }

  async #list() {
    try {
      this.sets = (await get("/api/labels")).sets;
    } catch (e) {
      this.failed = e.message;
    }
  }

  async #load(id) {
    try {
      const {set, history} = await get("/api/labels/set", {id});
      if (id === this.chosen) {
        this.set = set;
        this.history = history;
      }
    } catch (e) {
      if (e.status !== 404) {
        this.failed = e.message;
        return;
      }
    }
    if (id === this.chosen) {
      this.#draft(drafts.get(id) ?? this.set ?? blank(id));
      this.#score(id);
    }
  }

  async #score(id) {
    try {
      const scores = await get("/api/labels/scores", {id});
      if (id === this.chosen) {
        this.scores = scores;
      }
    } catch {
      // Thresholds can be set without.
    }
  }

  #draft(draft) {
    this.draft = draft;
    if (this.#changes().length === 0) {
      drafts.delete(draft.id);
    } else {
      drafts.set(draft.id, draft);
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#check(draft), CHECK_MILLIS);
  }

  async #check(draft) {
    try {
      const {problems} = await change("POST", "/api/labels/check", {set: draft});
      if (draft === this.draft) {
        this.problems = this.#changes().length === 0 ? [] : problems;
      }
    } catch (e) {
      this.problems = [e.message];
    }
  }

  #changes() {
    return differences(this.set ?? blank(this.draft.id), this.draft);
  }

  async #published(revision) {
    drafts.delete(this.chosen);
    const id = this.chosen;
    for (let tries = 0; tries < 400 && id === this.chosen; tries++) {
      const {set, history} = await get("/api/labels/set", {id}).catch(() => ({set: null, history: []}));
      if (set !== null && set.revision >= revision && history[0]?.revision >= revision) {
        this.set = set;
        this.history = history;
        this.#draft(set);
        this.#list();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }

  render() {
    return html`
      <div class="top">
        <h1 class="whole">Labels${this.draft === null ? "" : ` · ${plain(this.draft.id, 80)}${this.#standing()}`}</h1>
        <label-choice .sets=${this.sets ?? []} .chosen=${this.chosen}></label-choice>
      </div>
      ${this.problems.length === 0
        ? nothing
        : html`<ul class="problems" role="alert">
            ${this.problems.map((problem) => html`<li>${plain(problem, 600)}</li>`)}
          </ul>`}
      ${this.#content()}
    `;
  }

  #standing() {
    if (this.set === null) {
      return ", a new set";
    }
    return this.#changes().length === 0 ? ` r${this.set.revision}` : `, draft of r${this.set.revision + 1}`;
  }

  #content() {
    if (this.failed !== "") {
      return html`<empty-state heading="The label sets cannot be read">${this.failed}</empty-state>`;
    }
    if (this.chosen === null) {
      return this.sets === null
        ? html`<p class="soft" role="status">loading…</p>`
        : html`<empty-state heading="No label set yet"
            >Begin one above, or publish a file: <code>./clipstream labels apply labels.yaml</code></empty-state
          >`;
    }
    return this.draft === null ? html`<p class="soft" role="status">loading…</p>` : this.#editor();
  }

  #editor() {
    const changes = this.#changes();
    return html`<div class="two">
      <section class="panel" aria-label="Labels of the draft">
        ${this.#note()}
        <label-table
          .labels=${this.draft.labels}
          .before=${this.set?.labels ?? []}
          .scores=${byLabel(this.scores)}
          @labels=${(event) => this.#draft({...this.draft, labels: event.detail})}
        ></label-table>
        <label-settings
          .set=${this.draft}
          @fields=${(event) => this.#draft({...this.draft, ...event.detail})}
        ></label-settings>
      </section>
      <div class="side">
        <label-preview .draft=${this.draft} ?disabled=${this.problems.length > 0 || this.draft.labels.length === 0}></label-preview>
        <label-publish
          .draft=${this.draft}
          .before=${this.set}
          .changes=${changes}
          ?disabled=${this.problems.length > 0}
          @published=${(event) => this.#published(event.detail.revision)}
          @discard=${() => this.#draft(this.set ?? blank(this.chosen))}
        ></label-publish>
      </div>
      ${this.history.length === 0
        ? nothing
        : html`<label-history .of=${this.chosen} .revisions=${this.history} @back=${this.#goBack}></label-history>`}
    </div>`;
  }

  #goBack(event) {
    this.renderRoot.querySelector("label-publish").publish(event.detail);
  }

  #note() {
    const {pictures, since, checkpoint} = this.scores;
    if (pictures.length === 0) {
      return nothing;
    }
    const before = queued(this.scores, this.set ?? this.draft);
    const after = queued(this.scores, this.draft);
    return html`<div class="note">
      <strong data-count="queue">${before === after ? many(after) : `${many(before)} → ${many(after)}`}</strong> of the last
      ${many(pictures.length)} pictures go to review, since <relative-time .millis=${since}></relative-time>, by ${plain(checkpoint, 60)}
      and the labels that results name
    </div>`;
  }
}

customElements.define("labels-view", LabelsView);
