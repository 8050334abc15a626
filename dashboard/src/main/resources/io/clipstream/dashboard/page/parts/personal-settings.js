import {LitElement, css, html} from "lit";
import {onPreferences, prefer, preferences} from "./preferences.js";
import {base} from "./styles.js";

/** How pictures and colours are shown to this person. */
class PersonalSettings extends LitElement {
  static styles = [
    base,
    css`
      summary {
        padding: 7px 10px;
        border-radius: 8px;
        color: var(--soft);
        cursor: pointer;
        list-style: none;
      }
      summary:hover {
        background: var(--hover);
      }
      .box {
        padding: 8px 10px;
        display: grid;
        gap: 12px;
      }
      label {
        display: grid;
        gap: 4px;
      }
      label.row {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      input[type="checkbox"] {
        min-height: 0;
        width: 18px;
        height: 18px;
        accent-color: var(--accent);
      }
      input[type="range"] {
        padding: 0;
        width: 100%;
        accent-color: var(--accent);
      }
    `,
  ];

  connectedCallback() {
    super.connectedCallback();
    this.end = onPreferences(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
  }

  render() {
    const now = preferences();
    return html`<details>
      <summary>Display</summary>
      <div class="box">
        <label
          >Colours
          <select @change=${(event) => prefer({theme: event.target.value})}>
            ${["system", "light", "dark"].map(
              (theme) => html`<option value=${theme} ?selected=${theme === now.theme}>${theme}</option>`,
            )}
          </select>
        </label>
        <label
          >Blur of pictures
          <input
            type="range"
            min="0"
            max="32"
            .value=${String(now.blur)}
            @input=${(event) => prefer({blur: Number(event.target.value)})}
          />
        </label>
        <label class="row">
          <input
            type="checkbox"
            .checked=${now.grey}
            @change=${(event) => prefer({grey: event.target.checked})}
          />
          Without colours
        </label>
      </div>
    </details>`;
  }
}

customElements.define("personal-settings", PersonalSettings);
