import {LitElement, css, html} from "lit";
import {base} from "./styles.js";
import {many} from "./words.js";

/** A caption for the pictures that are decided about. Tells 'save' with the text, or 'leave'. */
class CaptionForm extends LitElement {
  static properties = {draft: {}, count: {type: Number}};
  static styles = [
    base,
    css`
      :host {
        display: block;
        flex: 1 1 280px;
        padding: 3px; /* room for the outline of the field */
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      input {
        flex: 1 1 220px;
        min-width: 0;
      }
      p {
        margin: 6px 0 0;
        font-size: 12.5px;
      }
    `,
  ];

  constructor() {
    super();
    this.draft = "";
    this.count = 1;
  }

  focus() {
    this.renderRoot.querySelector("input")?.focus();
  }

  firstUpdated() {
    this.focus();
  }

  render() {
    return html`<form @submit=${this.#save}>
        <input
          name="caption"
          maxlength="1000"
          aria-label="Caption"
          placeholder="what it shows, such as the name of a label"
          required
          .value=${this.draft ?? ""}
          @keydown=${(event) => event.key === "Escape" && this.dispatchEvent(new Event("leave"))}
        />
        <button class="main">Approve <kbd>Enter</kbd></button>
      </form>
      <p class="soft">
        The next round learns ${this.count > 1 ? `these words for all ${many(this.count)}` : "these words"}; Esc leaves it. <slot></slot>
      </p>`;
  }

  #save(event) {
    event.preventDefault();
    const text = this.renderRoot.querySelector("input").value.trim();
    if (text !== "") {
      this.dispatchEvent(new CustomEvent("save", {detail: text}));
    }
  }
}

customElements.define("caption-form", CaptionForm);
