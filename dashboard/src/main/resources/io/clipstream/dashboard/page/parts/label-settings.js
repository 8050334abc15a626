import {LitElement, css, html} from "lit";
import {lines} from "./label-table.js";
import {base} from "./styles.js";

/** What holds for all labels of a draft; it tells of each change by the event 'fields'. */
class LabelSettings extends LitElement {
  static properties = {set: {attribute: false}};
  static styles = [
    base,
    css`
      details {
        padding: 10px 14px;
      }
      summary {
        cursor: pointer;
        color: var(--soft);
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
        gap: 12px;
        margin-top: 10px;
      }
      label {
        display: grid;
        gap: 4px;
        align-content: start;
        color: var(--soft);
        font-size: 12.5px;
      }
      textarea {
        font: inherit;
        font-size: 14px;
        color: var(--text);
        background: var(--panel);
        border: 1px solid var(--edge);
        border-radius: 8px;
        padding: 5px 8px;
        min-height: 64px;
        resize: vertical;
      }
    `,
  ];

  render() {
    const {templates, scoring, backgroundPrompts, description} = this.set;
    return html`<details>
      <summary>Templates, scoring, description</summary>
      <div class="fields">
        <label
          >Templates, one a line, {} for the phrase
          <textarea
            name="templates"
            placeholder="phrases as they stand"
            .value=${templates.join("\n")}
            @change=${(event) => this.#tell({templates: lines(event.target.value)})}
          ></textarea>
        </label>
        <label
          >Scoring
          <select name="scoring" @change=${(event) => this.#tell({scoring: event.target.value})}>
            <option value="SOFTMAX" ?selected=${scoring === "SOFTMAX"}>SOFTMAX: labels against each other</option>
            <option value="INDEPENDENT" ?selected=${scoring === "INDEPENDENT"}>INDEPENDENT: each for itself</option>
            <option value="PAIRWISE" ?selected=${scoring === "PAIRWISE"}>PAIRWISE: by the checkpoint's bias</option>
          </select>
        </label>
        <label
          >Background prompts, only where INDEPENDENT
          <textarea
            name="background"
            placeholder="the usual ones"
            .value=${backgroundPrompts.join("\n")}
            @change=${(event) => this.#tell({backgroundPrompts: lines(event.target.value)})}
          ></textarea>
        </label>
        <label
          >Description, for people
          <textarea
            name="description"
            .value=${description ?? ""}
            @change=${(event) => this.#tell({description: event.target.value || null})}
          ></textarea>
        </label>
      </div>
    </details>`;
  }

  #tell(fields) {
    this.dispatchEvent(new CustomEvent("fields", {detail: fields}));
  }
}

customElements.define("label-settings", LabelSettings);
