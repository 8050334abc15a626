import {LitElement, css, html, nothing} from "lit";
import {base} from "./styles.js";
import {duration, many, plain} from "./words.js";
import "./caption-form.js";
import "./relative-time.js";
import "./score-bar.js";

/** Labels to pick, the decision, and why the picture is here. Tells at 'act' what was asked for. */
class ReviewPanel extends LitElement {
  static properties = {
    task: {attribute: false},
    picked: {attribute: false},
    writing: {type: Boolean},
    draft: {},
    open: {state: true},
  };
  static styles = [
    base,
    css`
      :host {
        padding: 14px;
      }
      .label {
        all: unset;
        box-sizing: border-box;
        display: grid;
        grid-template-columns: 22px minmax(0, 1fr);
        gap: 8px;
        width: 100%;
        align-items: center;
        padding: 2px 6px;
        border-radius: 8px;
        cursor: pointer;
      }
      .label kbd {
        justify-self: start;
      }
      .label:hover {
        background: var(--hover);
      }
      .label[aria-pressed="true"] {
        background: var(--tag-bg);
      }
      .label:focus-visible {
        outline: 2px solid var(--accent);
      }
      .labels {
        margin-bottom: 14px;
      }
      .buttons {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 8px;
        margin-bottom: 14px;
      }
      .buttons button {
        justify-content: space-between;
        min-height: 38px;
      }
      button.main kbd {
        background: transparent;
        color: inherit;
        border-color: currentColor;
      }
      dl {
        display: grid;
        grid-template-columns: 72px minmax(0, 1fr);
        gap: 3px 8px;
        font-size: 12.5px;
        margin: 0;
      }
      dt {
        color: var(--soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
        unicode-bidi: isolate;
      }
      caption-form {
        margin-bottom: 10px;
      }
      .handle {
        display: none;
      }
      @media (max-width: 1000px) {
        .handle {
          all: unset;
          box-sizing: border-box;
          display: flex;
          gap: 8px;
          justify-content: space-between;
          width: 100%;
          padding: 2px 0 10px;
          font-weight: 600;
          cursor: pointer;
        }
        .handle:focus-visible {
          outline: 2px solid var(--accent);
        }
        :host(:not([open])) .labels,
        :host(:not([open])) .why {
          display: none;
        }
        .buttons {
          grid-template-columns: 1fr 1fr 1fr;
          margin-bottom: 0;
        }
        .buttons button {
          padding: 6px 10px;
        }
        .buttons kbd {
          display: none;
        }
        .labels,
        .why {
          margin: 0 0 12px;
        }
        .body {
          display: flex;
          flex-direction: column;
          max-height: 56dvh;
          overflow-y: auto;
        }
        .why {
          order: 1;
        }
        .decide {
          order: 2;
          position: sticky;
          bottom: 0;
          background: var(--panel);
        }
        .decide h2 {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.open = false;
  }

  updated(changes) {
    this.toggleAttribute("open", this.open);
    if (changes.has("writing") && this.writing) {
      this.renderRoot.querySelector("caption-form").focus();
    }
  }

  render() {
    return html`<button class="handle" type="button" aria-expanded=${this.open} @click=${() => (this.open = !this.open)}>
        <span class="whole">${plain(this.task.why, 120)}</span><span class="soft">${this.open ? "less" : "labels"}</span>
      </button>
      <div class="body">
        <div class="labels">
          <h2>Labels: its number confirms one or takes it away</h2>
          ${this.task.choices.map((choice, i) => this.#choice(choice, i))}
          ${this.task.choices.length === 0 ? html`<p class="soft">No label was near.</p>` : ""}
        </div>
        <div class="decide">
          <h2>Decision</h2>
          ${this.writing ? this.#form() : ""}
          <div class="buttons">
            ${this.writing ? "" : this.#button("Approve", "Enter", "approve", "main")} ${this.#button("Remove", "⌫", "remove")}
            ${this.writing ? this.#button("No caption", "Esc", "caption-end") : this.#button("Caption…", "c", "caption")} ${this.#button("Skip", "s", "skip")} ${this.#button("Undo", "u", "undo")}
            ${this.#button("Keys", "?", "keys")}
          </div>
        </div>
        <div class="why">${this.#why()}</div>
      </div>`;
  }

  #choice(choice, i) {
    return html`<button
      type="button"
      class="label"
      aria-pressed=${this.picked.has(choice.label)}
      @click=${() => this.#act("pick", i)}
    >
      ${i < 9 ? html`<kbd>${i + 1}</kbd>` : html`<span></span>`}
      <score-bar .tag=${choice} .threshold=${choice.threshold ?? NaN}></score-bar>
    </button>`;
  }

  #form() {
    return html`<caption-form
      .draft=${this.draft ?? ""}
      @save=${({detail}) => this.#act("caption-save", detail)}
      @leave=${() => this.#act("caption-end")}
      >${this.picked.size > 0 ? html`Labels that stay marked are confirmed too.` : ""}</caption-form
    >`;
  }

  #button(name, key, act, kind = nothing) {
    return html`<button type="button" class=${kind} @click=${() => this.#act(act)}>${name} <kbd>${key}</kbd></button>`;
  }

  #act(act, detail = null) {
    this.dispatchEvent(new CustomEvent("act", {detail: {act, detail}}));
  }

  #why() {
    const {result, why} = this.task;
    const size = result.width ? ` · ${many(result.width)} × ${many(result.height)}` : "";
    const took = result.micros > 0 ? `, ${duration(result.micros / 1000)}` : "";
    return html`<h2>Why it is here</h2>
      <dl>
        <dt>Rule</dt>
        <dd>${plain(why)}</dd>
        <dt>Picture</dt>
        <dd><a href=${`/pictures/${result.imageKey}`}>${plain(result.imageId, 120)}</a>${size}</dd>
        <dt>Source</dt>
        <dd>${result.source === null ? "none" : plain(result.source, 120)}</dd>
        <dt>Tagged</dt>
        <dd><relative-time .millis=${result.taggedAt}></relative-time>${took}</dd>
        <dt>By</dt>
        <dd>${plain(result.checkpoint, 120)} · ${plain(result.labelSet, 120)} r${result.revision}</dd>
      </dl>`;
  }
}

customElements.define("review-panel", ReviewPanel);
