import {LitElement, css, html} from "lit";
import {base} from "./styles.js";

const WORDS = {"IN FORCE": "in force", PROMOTED: "was promoted", CANDIDATE: "candidate", REJECTED: "rejected"};

/** Where a checkpoint stands, as words in a colour. */
class CheckpointPill extends LitElement {
  static properties = {status: {reflect: true}};
  static styles = [
    base,
    css`
      :host {
        display: inline-block;
        font-size: 11.5px;
        font-weight: 650;
        padding: 1px 8px;
        border-radius: 99px;
        white-space: nowrap;
        color: var(--allow);
        background: var(--allow-bg);
      }
      :host([status="IN FORCE"]) {
        color: var(--tag);
        background: var(--tag-bg);
      }
      :host([status="CANDIDATE"]) {
        color: var(--review);
        background: var(--review-bg);
      }
      :host([status="REJECTED"]) {
        color: var(--block);
        background: var(--block-bg);
      }
    `,
  ];

  render() {
    return html`${WORDS[this.status] ?? this.status}`;
  }
}

customElements.define("checkpoint-pill", CheckpointPill);
