import {LitElement, css, html, nothing} from "lit";
import {get} from "./api.js";
import {differences} from "./label-sets.js";
import {told} from "./label-publish.js";
import {can} from "./session.js";
import {base} from "./styles.js";
import {many, plain} from "./words.js";
import "./relative-time.js";

/** The revisions of a label set, what each changed, and the way back: the event 'back' brings a set. */
class LabelHistory extends LitElement {
  static properties = {
    of: {attribute: false},
    revisions: {attribute: false},
    open: {state: true},
    asked: {state: true},
    failed: {state: true},
  };
  static styles = [
    base,
    css`
      h2 {
        padding: 12px 14px 0;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0 14px 6px;
      }
      ul > li {
        padding: 8px 0;
        border-bottom: 1px solid var(--line);
      }
      ul > li:last-child {
        border: 0;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 14px;
        align-items: center;
      }
      .grow {
        flex: 1;
        min-width: 120px;
      }
      ol {
        font-size: 13px;
        margin: 6px 0 0;
        padding-left: 18px;
      }
      .wrong {
        color: var(--block);
        padding: 0 14px;
      }
    `,
  ];

  constructor() {
    super();
    this.revisions = [];
    this.open = null;
    this.asked = null;
    this.failed = "";
  }

  willUpdate(changes) {
    if (changes.has("of") || changes.has("revisions")) {
      this.open = null;
      this.asked = null;
    }
  }

  render() {
    return html`<section class="panel" aria-label="History">
      <h2>History</h2>
      ${this.failed === "" ? nothing : html`<p class="wrong" role="alert">${plain(this.failed)}</p>`}
      <ul>
        ${this.revisions.map((each, place) => this.#revision(each, place))}
      </ul>
    </section>`;
  }

  #revision({revision, publishedAt, publishedBy, labels}, place) {
    const name = `r${revision}`;
    const older = this.revisions.slice(place + 1).find((each) => each.revision !== null);
    return html`<li>
      <div class="line">
        <strong>${revision === null ? "deleted" : name}</strong>
        <span class="soft grow whole"
          ><relative-time .millis=${publishedAt}></relative-time>${publishedBy === null ? "" : ` by ${plain(publishedBy, 60)}`}${revision === null ? "" : `, ${many(labels)} labels`}</span
        >
        ${revision === null || older === undefined
          ? nothing
          : html`<button
              aria-expanded=${this.open?.revision === revision}
              @click=${() => this.#differ(revision, older.revision)}
            >
              Differences<span class="unseen"> of ${name}</span>
            </button>`}
        ${revision === null || place === 0 || !can("ADMIN") ? nothing : this.#back(revision, name)}
      </div>
      ${this.open?.revision === revision && revision !== null
        ? html`<ol aria-label=${`differences of ${name}`}>
            ${this.open.found.map((each) => html`<li class="whole">${told(each)}</li>`)}
          </ol>`
        : nothing}
    </li>`;
  }

  #back(revision, name) {
    if (this.asked !== revision) {
      return html`<button @click=${() => (this.asked = revision)}>Go back<span class="unseen"> to ${name}</span></button>`;
    }
    return html`<button class="main" @click=${() => this.#goBack(revision)}>
        Publish ${name} as r${this.revisions[0].revision + 1}
      </button>
      <button @click=${() => (this.asked = null)}>No</button>`;
  }

  async #goBack(revision) {
    this.asked = null;
    const set = await this.#load(revision);
    if (set !== null) {
      this.dispatchEvent(new CustomEvent("back", {detail: set}));
    }
  }

  async #differ(revision, older) {
    if (this.open?.revision === revision) {
      this.open = null;
      return;
    }
    const [after, before] = [await this.#load(revision), await this.#load(older)];
    if (after !== null && before !== null) {
      this.open = {revision, found: differences(before, after)};
    }
  }

  async #load(revision) {
    try {
      this.failed = "";
      return await get("/api/labels/revision", {id: this.of, revision});
    } catch (e) {
      this.failed = e.message;
      return null;
    }
  }
}

customElements.define("label-history", LabelHistory);
