import {LitElement, css, html, svg} from "lit";
import {base} from "./styles.js";
import {plain, score} from "./words.js";

/** A label with its score, against its threshold where that is known. */
class ScoreBar extends LitElement {
  static properties = {tag: {attribute: false}, threshold: {type: Number}};
  static styles = [
    base,
    css`
      div.row {
        display: grid;
        grid-template-columns: 110px 1fr 40px;
        gap: 8px;
        align-items: center;
        padding: 3px 0;
      }
      .applied {
        font-weight: 600;
      }
      svg {
        width: 100%;
        height: 12px;
        display: block;
      }
      .back {
        fill: var(--allow-bg);
      }
      .bar {
        fill: var(--bar);
      }
      .mark {
        fill: var(--review);
      }
      span:last-child {
        text-align: right;
      }
    `,
  ];

  render() {
    const {label, score: value, applied} = this.tag;
    return html`<div class="row">
      <span class="cut ${applied ? "applied" : ""}" title=${plain(label)}>${plain(label)}</span>
      <svg aria-hidden="true">
        <rect class="back" y="2" width="100%" height="8" rx="4"></rect>
        <rect class="bar" y="2" width=${`${100 * (value ?? 0)}%`} height="8" rx="4"></rect>
        ${Number.isFinite(this.threshold) ? this.#mark() : ""}
      </svg>
      <span>${value === null ? "–" : score(value)}</span>
    </div>`;
  }

  #mark() {
    return svg`<rect class="mark" x=${`${100 * this.threshold}%`} width="2" height="12"></rect>`;
  }
}

customElements.define("score-bar", ScoreBar);
