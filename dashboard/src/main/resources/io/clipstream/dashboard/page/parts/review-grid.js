import {LitElement, css, html, nothing} from "lit";
import {repeat} from "lit/directives/repeat.js";
import {base} from "./styles.js";
import {many, plain} from "./words.js";
import "./caption-form.js";
import "./picture-frame.js";

/** Several pictures at once: select, decide. Tells at 'act' what was asked for, with the pictures. */
class ReviewGrid extends LitElement {
  static properties = {tasks: {attribute: false}, writing: {type: Boolean}, chosen: {state: true}};
  static styles = [
    base,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        margin-bottom: 12px;
        position: sticky;
        top: 0;
        z-index: 1;
        padding: 8px 12px;
      }
      .bar span {
        flex: 1;
        min-width: 90px;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(170px, 1fr));
        gap: 12px;
      }
      article {
        overflow: hidden;
      }
      article.chosen {
        outline: 3px solid var(--accent);
        outline-offset: -1px;
      }
      button.main kbd {
        background: transparent;
        color: inherit;
        border-color: currentColor;
      }
      .pick {
        all: unset;
        box-sizing: border-box;
        display: block;
        width: 100%;
        padding: 8px 10px 10px;
        cursor: pointer;
      }
      .pick:hover {
        background: var(--hover);
      }
      .pick:focus-visible {
        outline: 2px solid var(--accent);
        outline-offset: -3px;
        border-radius: 12px;
      }
      .pick b {
        display: flex;
        justify-content: space-between;
        gap: 8px;
      }
      small {
        display: block;
        color: var(--soft);
        font-size: 12px;
      }
      @media (max-width: 720px) {
        .grid {
          grid-template-columns: repeat(2, minmax(0, 1fr));
          gap: 8px;
        }
        .bar span {
          flex-basis: 100%;
        }
        .bar kbd,
        .bar .keys {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.tasks = [];
    this.chosen = new Set();
  }

  willUpdate(changes) {
    if (changes.has("tasks")) {
      const there = new Set(this.tasks.map((task) => task.item));
      this.chosen = new Set([...this.chosen].filter((item) => there.has(item)));
    }
  }

  /** The selected pictures, else the one that has the focus. */
  selection() {
    const focused = this.renderRoot.activeElement?.dataset.item;
    return this.tasks.filter(({item}) => (this.chosen.size > 0 ? this.chosen.has(item) : item === focused));
  }

  /** Selects the picture that has the focus, where none is selected: a text field takes the focus away. */
  hold() {
    this.chosen = new Set(this.selection().map(({item}) => item));
    return this.chosen.size > 0;
  }

  updated(changes) {
    if (changes.has("writing") && this.writing) {
      this.renderRoot.querySelector("caption-form").focus();
    }
  }

  /** Whether the focus is on a picture here, whose Enter is a decision. */
  hasFocus() {
    return this.renderRoot.activeElement?.classList.contains("pick") ?? false;
  }

  move(step) {
    const cards = [...this.renderRoot.querySelectorAll(".pick")];
    const at = cards.indexOf(this.renderRoot.activeElement);
    cards[at < 0 ? 0 : Math.max(0, Math.min(cards.length - 1, at + step))]?.focus();
  }

  /** How many pictures stand in a row. */
  columns() {
    const grid = this.renderRoot.querySelector(".grid");
    return getComputedStyle(grid).gridTemplateColumns.split(" ").length;
  }

  all() {
    this.chosen = this.chosen.size === this.tasks.length ? new Set() : new Set(this.tasks.map((task) => task.item));
  }

  reveal() {
    this.renderRoot.querySelectorAll("picture-frame").forEach((frame) => frame.toggle());
  }

  render() {
    return html`<div class="bar panel">
        <span>${many(this.chosen.size)} of ${many(this.tasks.length)} selected</span>
        ${this.writing
          ? html`<caption-form
              count=${this.chosen.size}
              @save=${({detail}) => this.#act("caption-save", detail)}
              @leave=${() => this.#act("caption-end")}
            ></caption-form>`
          : html`${this.#button("All", "a", "all")} ${this.#button("Approve", "Enter", "approve", "main")}
            ${this.#button("Caption…", "c", "caption")}`}
        ${this.#button("Remove", "⌫", "remove")} ${this.#button("Skip", "s", "skip")} ${this.#button("Undo", "u", "undo")}
        ${this.#button("Keys", "?", "keys", "keys")}
      </div>
      <div class="grid">${repeat(this.tasks, (task) => task.item, (task) => this.#card(task))}</div>`;
  }

  #card({item, result, why}) {
    const isChosen = this.chosen.has(item);
    return html`<article class="panel ${isChosen ? "chosen" : ""}">
      <picture-frame .place=${result.image} .name=${`picture ${plain(result.imageId, 80)}`}></picture-frame>
      <button type="button" class="pick" data-item=${item} aria-pressed=${isChosen} @click=${() => this.#toggle(item)}>
        <b><span class="cut">${plain(result.tags.filter((tag) => tag.applied).map((tag) => tag.label).join(", ") || "no label", 80)}</span>${isChosen ? "✓" : ""}</b>
        <small class="whole">${plain(why, 100)}</small>
      </button>
    </article>`;
  }

  #toggle(item) {
    const chosen = new Set(this.chosen);
    chosen.delete(item) || chosen.add(item);
    this.chosen = chosen;
  }

  #button(name, key, act, kind = nothing) {
    return html`<button type="button" class=${kind} @click=${() => this.#act(act)}>${name} <kbd>${key}</kbd></button>`;
  }

  #act(act, detail = null) {
    this.dispatchEvent(new CustomEvent("act", {detail: {act, detail}}));
  }
}

customElements.define("review-grid", ReviewGrid);
