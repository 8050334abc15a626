import {LitElement, css, html} from "lit";
import {base} from "./styles.js";

/** A decision, as a word in its colour. */
class DecisionPill extends LitElement {
  static properties = {decision: {reflect: true}};
  static styles = [
    base,
    css`
      :host {
        display: inline-block;
        font-size: 11.5px;
        font-weight: 650;
        padding: 1px 8px;
        border-radius: 99px;
        letter-spacing: 0.02em;
        color: var(--allow);
        background: var(--allow-bg);
      }
      :host([decision="TAG"]) {
        color: var(--tag);
        background: var(--tag-bg);
      }
      :host([decision="REVIEW"]) {
        color: var(--review);
        background: var(--review-bg);
      }
      :host([decision="BLOCK"]) {
        color: var(--block);
        background: var(--block-bg);
      }
    `,
  ];

  render() {
    return html`${this.decision}`;
  }
}

customElements.define("decision-pill", DecisionPill);
