import {LitElement, css, html} from "lit";
import {repeat} from "lit/directives/repeat.js";
import {onPreferences, preferences} from "./preferences.js";
import {base} from "./styles.js";
import {plain} from "./words.js";
import "./picture-frame.js";

/**
 * The picture that is looked at. The next ones lie behind it, loaded and decoded before they are
 * needed.
 */
class ReviewStage extends LitElement {
  static properties = {tasks: {attribute: false}};
  static styles = [
    base,
    css`
      :host {
        position: relative;
        height: 100%;
        border-radius: 12px;
        border: 1px solid var(--line);
        background: var(--panel);
        overflow: hidden;
      }
      picture-frame {
        position: absolute;
        inset: 0;
        aspect-ratio: auto;
        visibility: hidden;
      }
      picture-frame.now {
        visibility: visible;
      }
      .hint {
        position: absolute;
        left: 50%;
        bottom: 12px;
        translate: -50% 0;
        background: var(--panel);
        border: 1px solid var(--line);
        border-radius: 8px;
        padding: 3px 10px;
        font-size: 13px;
        color: var(--soft);
        white-space: nowrap;
        pointer-events: none;
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
    return html`${repeat(
        this.tasks,
        (task) => task.item,
        (task, i) => html`<picture-frame
          class=${i === 0 ? "now" : "ahead"}
          data-item=${task.item}
          .place=${task.result.image}
          side="960"
          .name=${i === 0 ? `picture ${plain(task.result.imageId, 80)}` : ""}
        ></picture-frame>`,
      )}
      ${preferences().blur > 0 ? html`<div class="hint" aria-hidden="true"><kbd>v</kbd> reveal · blurred by your setting</div>` : ""}`;
  }

  /** What lies behind is decoded already when it comes to the front. */
  updated() {
    for (const frame of this.renderRoot.querySelectorAll(".ahead")) {
      frame.updateComplete.then(() => frame.decode());
    }
  }

  /** Shows the picture or blurs it again. */
  toggle() {
    this.renderRoot.querySelector(".now")?.toggle();
  }
}

customElements.define("review-stage", ReviewStage);
