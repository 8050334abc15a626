import {LitElement, css, html} from "lit";
import {base} from "./styles.js";

/** What to say where there is nothing to show, and what to do next. */
class EmptyState extends LitElement {
  static properties = {heading: {}};
  static styles = [
    base,
    css`
      .panel {
        padding: 40px 24px;
        text-align: center;
        color: var(--soft);
      }
      strong {
        display: block;
        color: var(--text);
        font-size: 15px;
        margin-bottom: 6px;
      }
      ::slotted(code) {
        color: var(--text);
        background: var(--hover);
        border-radius: 6px;
        padding: 2px 6px;
        white-space: nowrap;
      }
    `,
  ];

  render() {
    return html`<div class="panel"><strong>${this.heading}</strong><slot></slot></div>`;
  }
}

customElements.define("empty-state", EmptyState);
