import {LitElement, css, html} from "lit";
import {base} from "./styles.js";

/** Asks before something is changed for everybody. Tells 'confirm' and 'dismiss'. */
class ConfirmDialog extends LitElement {
  static properties = {
    heading: {},
    action: {},
    open: {type: Boolean},
    busy: {type: Boolean},
    failed: {},
  };
  static styles = [
    base,
    css`
      dialog {
        width: min(480px, calc(100vw - 32px));
        color: var(--text);
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: 12px;
        padding: 18px 20px;
      }
      dialog::backdrop {
        background: #0008;
      }
      h2 {
        font-size: 16px;
        color: var(--text);
        overflow-wrap: anywhere;
      }
      .buttons {
        display: flex;
        justify-content: flex-end;
        gap: 8px;
        margin-top: 16px;
      }
      .failed {
        color: var(--block);
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.heading = "";
    this.action = "";
    this.open = false;
    this.busy = false;
    this.failed = "";
  }

  updated() {
    const dialog = this.renderRoot.querySelector("dialog");
    if (this.open && !dialog.open) {
      dialog.showModal();
    } else if (!this.open && dialog.open) {
      dialog.close();
    }
  }

  render() {
    return html`<dialog aria-labelledby="heading" @cancel=${this.#dismiss}>
      <h2 id="heading">${this.heading}</h2>
      <slot></slot>
      <p class="failed" role="alert">${this.failed}</p>
      <div class="buttons">
        <button type="button" ?disabled=${this.busy} @click=${this.#dismiss}>Cancel</button>
        <button type="button" class="main" ?disabled=${this.busy} @click=${() => this.#tell("confirm")}>
          ${this.busy ? "Working…" : this.action}
        </button>
      </div>
    </dialog>`;
  }

  #dismiss(event) {
    event.preventDefault();
    if (!this.busy) {
      this.#tell("dismiss");
    }
  }

  #tell(what) {
    this.dispatchEvent(new Event(what));
  }
}

customElements.define("confirm-dialog", ConfirmDialog);
