import {LitElement, css, html, nothing} from "lit";
import {withQuery} from "./api.js";
import {prefer, preferences} from "./preferences.js";
import {go} from "./router.js";
import {base} from "./styles.js";
import {many, plain} from "./words.js";

const QUEUES = [
  ["", "All"],
  ["BLOCK", "Block"],
  ["REVIEW", "Review"],
  ["NEAR", "Near a threshold"],
  ["SAMPLE", "Sample"],
];

/** Which pictures are reviewed, how many wait in each queue, and by whom. It stands in the address. */
class ReviewHead extends LitElement {
  static properties = {query: {attribute: false}, summary: {attribute: false}};
  static styles = [
    base,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        margin-bottom: 12px;
      }
      nav {
        display: flex;
        gap: 4px;
        border: 1px solid var(--line);
        background: var(--panel);
        border-radius: 8px;
        padding: 3px;
      }
      nav a {
        display: inline-flex;
        gap: 6px;
        padding: 4px 10px;
        border-radius: 6px;
        color: var(--soft);
        text-decoration: none;
        white-space: nowrap;
      }
      nav a:hover {
        background: var(--hover);
      }
      nav a[aria-current] {
        background: var(--allow-bg);
        color: var(--text);
        font-weight: 600;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        color: var(--soft);
        font-size: 13px;
        white-space: nowrap;
      }
      select {
        max-width: 108px;
      }
      input {
        width: 110px;
      }
      .grow {
        flex: 1;
      }
      button[aria-pressed="true"] {
        background: var(--allow-bg);
        border-color: var(--edge);
      }
      @media (max-width: 720px) {
        .row {
          flex-wrap: nowrap;
          overflow-x: auto;
          scrollbar-width: none;
          margin-inline: -12px;
          padding: 2px 12px;
        }
        .row > * {
          flex: none;
        }
        .grow {
          display: none;
        }
      }
    `,
  ];

  render() {
    const counts = this.summary?.counts;
    return html`<div class="row">
      <nav aria-label="Queues">
        ${QUEUES.map(([queue, title]) => this.#tab(queue, title, counts && (queue === "" ? counts.all : counts.queues[queue])))}
      </nav>
      ${this.#choice("set", "labels of", counts?.labelSets ?? {})} ${this.#choice("label", "label", counts?.labels ?? {})}
      <span class="grow"></span>
      ${this.summary?.mayChooseName
        ? html`<label
            >you are
            <input
              name="reviewer"
              maxlength="100"
              placeholder="your name"
              .value=${preferences().reviewer ?? ""}
              @change=${(event) => this.#name(event.target.value.trim())}
              @keydown=${(event) => event.key === "Enter" && event.target.blur()}
            />
          </label>`
        : ""}
      <button type="button" aria-pressed=${this.query.view === "grid"} @click=${() => this.#go({view: this.query.view === "grid" ? "" : "grid"})}>
        Several <kbd>g</kbd>
      </button>
    </div>`;
  }

  #tab(queue, title, count) {
    const isHere = (this.query.queue ?? "") === queue;
    return html`<a href=${withQuery("/review", {...this.query, queue})} aria-current=${isHere ? "page" : nothing}
      >${title} <span>${count == null ? "" : many(count)}</span></a
    >`;
  }

  /** What is chosen is always among the choices, even where nothing of it waits. */
  #choice(name, title, counts) {
    const chosen = this.query[name] ?? "";
    const known = Object.entries(counts);
    const all = chosen === "" || chosen in counts ? known : [[chosen, 0], ...known];
    return html`<label
      >${title}
      <select name=${name} @change=${(event) => this.#go({[name]: event.target.value})}>
        <option value="" ?selected=${chosen === ""}>any</option>
        ${all.map(([value, count]) => html`<option value=${value} ?selected=${value === chosen}>${plain(value, 60)} (${many(count)})</option>`)}
      </select>
    </label>`;
  }

  #go(change) {
    go(withQuery("/review", {...this.query, ...change}));
  }

  #name(reviewer) {
    prefer({reviewer});
    this.dispatchEvent(new Event("named"));
  }
}

customElements.define("review-head", ReviewHead);
