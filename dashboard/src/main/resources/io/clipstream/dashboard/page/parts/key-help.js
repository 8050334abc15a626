import {LitElement, css, html} from "lit";
import {base} from "./styles.js";

/** The keys of a view, over the view; 'keys' are pairs of a key and what it does. */
class KeyHelp extends LitElement {
  static properties = {keys: {attribute: false}};
  static styles = [
    base,
    css`
      dialog {
        color: var(--text);
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: 12px;
        padding: 18px 22px;
        min-width: 280px;
      }
      dialog::backdrop {
        background: #0008;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 8px 16px;
        margin: 0 0 14px;
        align-items: center;
      }
      dd {
        margin: 0;
      }
    `,
  ];

  get isOpen() {
    return this.#dialog()?.open ?? false;
  }

  toggle() {
    this.isOpen ? this.#dialog().close() : this.#dialog().showModal();
  }

  #dialog() {
    return this.renderRoot?.querySelector("dialog");
  }

  render() {
    return html`<dialog aria-label="Keys">
      <h2>Keys</h2>
      <dl>
        ${this.keys.map(
          ([key, does]) => html`<dt><kbd>${key}</kbd></dt>
            <dd>${does}</dd>`,
        )}
      </dl>
      <button type="button" @click=${this.toggle}>Close <kbd>Esc</kbd></button>
    </dialog>`;
  }
}

customElements.define("key-help", KeyHelp);
