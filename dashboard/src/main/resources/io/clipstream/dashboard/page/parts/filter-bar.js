import {LitElement, css, html, nothing} from "lit";
import {get, withQuery} from "./api.js";
import {go} from "./router.js";
import {base} from "./styles.js";
import {plain} from "./words.js";

/** The names of a filter in addresses, the page's and the server's alike. */
export const FILTER = ["label", "decision", "min", "max", "source", "set", "checkpoint", "from", "to"];

/** Of an address's query, what is the filter. */
export function filterOf(query) {
  return Object.fromEntries(FILTER.filter((name) => query[name]).map((name) => [name, query[name]]));
}

/** Chooses which pictures are shown; what is chosen stands in the address. */
class FilterBar extends LitElement {
  static properties = {query: {attribute: false}, path: {}, choices: {state: true}};
  static styles = [
    base,
    css`
      form {
        display: flex;
        gap: 8px;
        margin-bottom: 14px;
        flex-wrap: wrap;
        align-items: center;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        color: var(--soft);
        font-size: 13px;
        white-space: nowrap;
        border: 1px solid var(--line);
        background: var(--panel);
        border-radius: 8px;
        padding: 0 4px 0 10px;
      }
      label:focus-within {
        border-color: var(--accent);
      }
      input,
      select {
        border: 0;
        background: transparent;
        max-width: 130px;
        font-weight: 600;
      }
      option {
        background: var(--panel);
      }
      input[type="number"] {
        width: 62px;
      }
      @media (max-width: 720px) {
        form {
          flex-wrap: nowrap;
          overflow-x: auto;
          scrollbar-width: none;
          margin-inline: -12px;
          padding: 2px 12px;
        }
        form > * {
          flex: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.query = {};
    this.path = "/";
    this.choices = {label: [], source: [], set: [], checkpoint: []};
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  /** Asks which values there are. */
  async load() {
    try {
      this.choices = await get("/api/choices");
    } catch {
      // What is chosen from stays as it was; the line at the top says what is wrong.
    }
  }

  render() {
    return html`<form role="search" aria-label="Which pictures" @change=${this.#change} @submit=${(event) => event.preventDefault()}>
      ${this.#choice("decision", "decision", ["ALLOW", "TAG", "REVIEW", "BLOCK"])}
      ${this.#choice("label", "label", this.choices.label)}
      <label>score <input name="min" type="number" min="0" max="1" step="0.05" placeholder="0" .value=${this.query.min ?? ""} aria-label="lowest score" /></label>
      <label>to <input name="max" type="number" min="0" max="1" step="0.05" placeholder="1" .value=${this.query.max ?? ""} aria-label="highest score" /></label>
      ${this.#choice("source", "source", this.choices.source)} ${this.#choice("set", "labels of", this.choices.set)}
      ${this.#choice("checkpoint", "checkpoint", this.choices.checkpoint)}
      ${Object.keys(filterOf(this.query)).length > 0
        ? html`<button type="button" @click=${() => go(this.path)}>Clear</button>`
        : nothing}
    </form>`;
  }

  /** What is chosen is always among the choices, even where the server has not seen it. */
  #choice(name, title, known) {
    const chosen = this.query[name] ?? "";
    const values = chosen === "" || known.includes(chosen) ? known : [chosen, ...known];
    return html`<label
      >${title}
      <select name=${name} @focus=${name === "decision" ? nothing : this.load}>
        <option value="" ?selected=${chosen === ""}>any</option>
        ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${plain(value, 60)}</option>`)}
      </select>
    </label>`;
  }

  #change(event) {
    const {name, value} = event.target;
    if (FILTER.includes(name) && event.target.checkValidity()) {
      go(withQuery(this.path, {...filterOf(this.query), [name]: value}));
    }
  }
}

customElements.define("filter-bar", FilterBar);
