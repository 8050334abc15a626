import {LitElement, css, html} from "lit";
import {base} from "./styles.js";

/** A time to choose, in the browser's own zone. 'text' is what was chosen in milliseconds, "" for none. */
class TimeField extends LitElement {
  static properties = {name: {}, millis: {type: Number}};
  static styles = [
    base,
    css`
      :host {
        display: inline-block;
      }
      label {
        color: var(--soft);
        font-size: 13px;
        display: inline-flex;
        gap: 6px;
        align-items: center;
      }
    `,
  ];

  constructor() {
    super();
    this.name = "";
    this.millis = 0;
    this.text = "";
  }

  render() {
    return html`<label
      >${this.name}
      <input
        type="datetime-local"
        step="1"
        .value=${this.millis > 0 ? local(this.millis) : ""}
        @change=${(event) => {
          const {value} = event.target;
          this.text = value === "" ? "" : String(new Date(value).getTime());
          this.dispatchEvent(new Event("change"));
        }}
      />
    </label>`;
  }
}

/** A time as the input of the browser writes it. */
function local(millis) {
  const date = new Date(millis);
  return new Date(millis - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

customElements.define("time-field", TimeField);
