import {LitElement, css, html} from "lit";
import {get, withQuery} from "../parts/api.js";
import {filterOf} from "../parts/filter-bar.js";
import {go} from "../parts/router.js";
import {base} from "../parts/styles.js";
import "../parts/empty-state.js";
import "../parts/picture-card.js";
import "../parts/relative-time.js";
import "../parts/time-field.js";

/** As many as a page of the server has. */
const ENOUGH = 48;

/** Everything in the index, newest first. */
class SearchView extends LitElement {
  static properties = {
    query: {attribute: false},
    results: {state: true},
    next: {state: true},
    busy: {state: true},
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
      .times {
        display: flex;
        gap: 8px;
        flex-wrap: wrap;
        margin-bottom: 14px;
        align-items: center;
      }
      .export {
        margin-left: auto;
        display: flex;
        gap: 8px;
        align-items: center;
      }
      .more {
        display: grid;
        place-items: center;
        padding: 20px;
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
    this.results = [];
    this.next = null;
    this.busy = true;
    this.failed = "";
    this.filter = null;
  }

  willUpdate() {
    const filter = JSON.stringify(filterOf(this.query));
    if (filter !== this.filter) {
      this.filter = filter;
      this.results = [];
      this.next = null;
      this.#find(null);
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.filter = null; // nobody looks any more
  }

  /** An answer looks at a part of the index only: it goes on until there is something to show. */
  async #find(before) {
    const asked = this.filter;
    const enough = this.results.length + ENOUGH;
    this.busy = true;
    try {
      do {
        const page = await get("/api/results", {...filterOf(this.query), before});
        if (asked !== this.filter) {
          return;
        }
        this.results = [...this.results, ...page.results];
        this.next = before = page.next;
        this.failed = "";
      } while (this.next !== null && this.results.length < enough);
    } catch (e) {
      this.failed = e.message;
    } finally {
      this.busy = asked !== this.filter;
    }
  }

  render() {
    return html`
      <h1>Search</h1>
      <filter-bar .query=${this.query} path="/search"></filter-bar>
      <div class="times">${this.#time("from", "tagged from")} ${this.#time("to", "until")} ${this.#export()}</div>
      ${this.#content()}
    `;
  }

  #time(name, title) {
    return html`<time-field
      name=${title}
      .millis=${Number(this.query[name])}
      @change=${({target}) => go(withQuery("/search", {...filterOf(this.query), [name]: target.text}))}
    ></time-field>`;
  }

  #export() {
    const filter = filterOf(this.query);
    return html`<span class="export" role="group" aria-label="Export">
      <a class="button" download href=${withQuery("/api/export.csv", filter)} title="The newest 100,000 of the filter">CSV</a>
      <a class="button" download href=${withQuery("/api/export.jsonl", filter)} title="The newest 100,000 of the filter">JSON lines</a>
    </span>`;
  }

  /** How far it has come: a place in the index begins with its time. */
  #searching() {
    const at = Number(this.next?.split("-")[0] ?? NaN);
    return Number.isFinite(at) ? html`searching, has come to <relative-time .millis=${at}></relative-time>…` : "searching…";
  }

  #content() {
    if (this.failed !== "") {
      return html`<empty-state heading="The search failed">${this.failed}</empty-state>`;
    }
    if (this.results.length === 0) {
      return this.busy
        ? html`<p class="soft" role="status">${this.#searching()}</p>`
        : html`<empty-state heading="Nothing found"
            >Take a filter away, or widen the time. The index holds what Kafka kept when it was read.</empty-state
          >`;
    }
    return html`<div class="grid">
        ${this.results.map((result) => html`<picture-card .result=${result}></picture-card>`)}
      </div>
      <div class="more">
        ${this.next === null
          ? html`<span class="soft">That is all.</span>`
          : html`<button ?disabled=${this.busy} @click=${() => this.#find(this.next)}>
              ${this.busy ? this.#searching() : "Older"}
            </button>`}
      </div>`;
  }
}

customElements.define("search-view", SearchView);
