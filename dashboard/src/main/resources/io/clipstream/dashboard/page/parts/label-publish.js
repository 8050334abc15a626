import {LitElement, css, html, nothing} from "lit";
import {change, get} from "./api.js";
import {can} from "./session.js";
import {base} from "./styles.js";
import {duration, plain} from "./words.js";

const ASK_MILLIS = 300;
const IDLE_MILLIS = 5_000;

/** Publishes a draft and shows each subtask until it tags by it; 'published' and 'discard' tell of it. */
class LabelPublish extends LitElement {
  static properties = {
    draft: {attribute: false},
    before: {attribute: false},
    changes: {attribute: false},
    disabled: {type: Boolean},
    busy: {state: true},
    failed: {state: true},
    followers: {state: true},
  };
  static styles = [
    base,
    css`
      section {
        padding: 12px 14px;
      }
      .buttons {
        display: flex;
        gap: 8px;
        margin-bottom: 10px;
      }
      .buttons button {
        flex: 1;
        justify-content: center;
      }
      button.main:disabled {
        background: var(--hover);
        color: var(--soft);
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: flex;
        justify-content: space-between;
        gap: 8px;
        padding: 2px 0;
        font-size: 13px;
      }
      .wrong {
        color: var(--block);
        overflow-wrap: anywhere;
      }
      ol {
        margin: 0 0 10px;
        padding-left: 18px;
        font-size: 13px;
        max-height: 180px;
        overflow-y: auto;
      }
    `,
  ];

  constructor() {
    super();
    this.changes = [];
    this.disabled = false;
    this.busy = false;
    this.failed = "";
    this.followers = null;
    this.timer = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#follow();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  updated(changes) {
    if (changes.has("before") && changes.get("before")?.id !== this.before?.id) {
      this.followers = null;
      this.failed = "";
      this.#follow();
    }
  }

  /** Publishes a set in place of the one in force. */
  async publish(set) {
    this.busy = true;
    this.failed = "";
    try {
      const done = await change("POST", "/api/labels", {set, basedOn: this.before?.revision ?? 0});
      this.followers = null;
      this.dispatchEvent(new CustomEvent("published", {detail: done}));
      this.#follow();
    } catch (e) {
      this.failed = e.message;
    } finally {
      this.busy = false;
    }
  }

  /** Asks often while somebody waits, else now and then. */
  async #follow() {
    clearTimeout(this.timer);
    const id = this.before?.id;
    let wait = IDLE_MILLIS;
    if (id !== undefined && this.isConnected) {
      try {
        const followers = await get("/api/labels/followers", {id});
        if (id === this.before?.id) {
          this.followers = followers;
          wait = isWaiting(followers) ? ASK_MILLIS : IDLE_MILLIS;
        }
      } catch {
        // The line at the top says what is wrong.
      }
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#follow(), wait);
  }

  render() {
    const next = (this.before?.revision ?? 0) + 1;
    const clean = this.changes.length === 0;
    return html`<section class="panel" aria-label="Publish">
      ${clean
        ? nothing
        : html`<h2>What is drafted</h2>
            <ol tabindex="0" aria-label="changes">
              ${this.changes.map((each) => html`<li class="whole">${told(each)}</li>`)}
            </ol>`}
      <div class="buttons">
        <button class="main publish" ?hidden=${!can("ADMIN")} ?disabled=${clean || this.disabled || this.busy} @click=${() => this.publish(this.draft)}>
          ${this.busy ? "publishing…" : `Publish r${next}`}
        </button>
        <button class="discard" ?disabled=${clean} @click=${() => this.dispatchEvent(new CustomEvent("discard"))}>Discard</button>
      </div>
      ${this.failed === "" ? nothing : html`<p class="wrong" role="alert">${plain(this.failed, 600)}</p>`}
      ${this.#followers()}
    </section>`;
  }

  #followers() {
    if (this.followers === null) {
      return this.before === null ? nothing : html`<p class="soft">looking who tags by it…</p>`;
    }
    const {subtasks, revision} = this.followers;
    if (subtasks.length === 0) {
      return html`<p class="soft">No tagging job runs; the next start takes it.</p>`;
    }
    return html`<h2>r${revision} in force</h2>
      <div role="status">
        <ul aria-label="subtasks">
          ${subtasks.map(
            (each) => html`<li>
              <span class="cut">${plain(each.job, 60)} ${each.subtask}</span>
              <span class=${each.problem === null ? "soft" : "wrong"}>${standing(each, this.followers)}</span>
            </li>`,
          )}
        </ul>
      </div>`;
  }
}

function isWaiting({subtasks, revision}) {
  return subtasks.some((each) => each.problem === null && (each.revision ?? 0) < revision);
}

function standing({revision, at, seen, problem}, {revision: wanted, publishedAt}) {
  if (problem !== null) {
    return `refuses it: ${plain(problem)}`;
  }
  if ((revision ?? 0) < wanted) {
    return revision === null ? "not yet" : `not yet, r${revision}`;
  }
  return seen && publishedAt !== null && revision === wanted
    ? `after ${duration(Math.max(0, at - publishedAt))}`
    : "in force";
}

/** A difference, in a line. */
export function told({what, before, after}) {
  return before === "" ? `${plain(what)}: ${after}` : `${plain(what)}: ${plain(before)} → ${plain(after)}`;
}

customElements.define("label-publish", LabelPublish);
