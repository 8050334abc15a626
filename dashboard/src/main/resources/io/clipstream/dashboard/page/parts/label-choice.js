import {LitElement, css, html, nothing} from "lit";
import {withQuery} from "./api.js";
import {go} from "./router.js";
import {base} from "./styles.js";
import {plain} from "./words.js";

/** Chooses the label set that is looked at, or begins one. */
class LabelChoice extends LitElement {
  static properties = {sets: {attribute: false}, chosen: {attribute: false}};
  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        min-width: 0;
      }
      form {
        display: flex;
        gap: 8px;
      }
      input {
        width: 130px;
      }
      select {
        max-width: 220px;
      }
    `,
  ];

  render() {
    return html`${this.sets.length > 1 ? this.#sets() : nothing}
      <form @submit=${this.#begin}>
        <input name="id" aria-label="id of a new label set" placeholder="a new set" maxlength="200" required />
        <button>New set</button>
      </form>`;
  }

  #sets() {
    return html`<label class="soft"
      >set
      <select name="set" @change=${(event) => show(event.target.value)}>
        ${this.sets.map(
          (each) => html`<option value=${each.id} ?selected=${each.id === this.chosen}>${plain(each.id, 60)} r${each.revision}</option>`,
        )}
      </select>
    </label>`;
  }

  #begin(event) {
    event.preventDefault();
    const id = event.target.elements.id.value.trim();
    if (id !== "") {
      event.target.reset();
      show(id);
    }
  }
}

function show(set) {
  go(withQuery("/labels", {set}));
}

customElements.define("label-choice", LabelChoice);
