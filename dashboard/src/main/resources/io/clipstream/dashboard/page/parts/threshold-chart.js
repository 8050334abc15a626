import {LitElement, css, html, svg} from "lit";
import {base} from "./styles.js";
import {plain} from "./words.js";

const BUCKETS = 40;
const HEIGHT = 34;

/** How the scores of a label lie, with its threshold: to be dragged, or moved by the arrow keys. */
class ThresholdChart extends LitElement {
  static properties = {
    scores: {attribute: false},
    threshold: {type: Number},
    before: {type: Number},
    name: {},
    note: {},
  };
  static styles = [
    base,
    css`
      div {
        position: relative;
        height: 36px;
        min-width: 120px;
      }
      svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      .bar {
        fill: var(--bar);
      }
      .confirmed {
        fill: var(--tag);
      }
      .denied {
        fill: var(--block);
      }
      .floor,
      .before {
        stroke: var(--edge);
      }
      .before {
        stroke-dasharray: 2 2;
      }
      input {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        margin: 0;
        padding: 0;
        border: 0;
        appearance: none;
        background: transparent;
        cursor: ew-resize;
      }
      input::-webkit-slider-thumb {
        appearance: none;
        width: 5px;
        height: 36px;
        border-radius: 2px;
        background: var(--review);
      }
      input::-moz-range-thumb {
        width: 5px;
        height: 36px;
        border: 0;
        border-radius: 2px;
        background: var(--review);
      }
    `,
  ];

  constructor() {
    super();
    this.scores = [];
    this.threshold = 0.5;
    this.before = NaN;
    this.name = "";
    this.note = "";
  }

  render() {
    return html`<div>
      <svg viewBox=${`0 0 ${BUCKETS} ${HEIGHT + 2}`} preserveAspectRatio="none" aria-hidden="true">
        ${this.#bars()}
        <line class="floor" x1="0" x2=${BUCKETS} y1=${HEIGHT + 1} y2=${HEIGHT + 1} vector-effect="non-scaling-stroke"></line>
        ${Number.isFinite(this.before) && this.before !== this.threshold
          ? svg`<line class="before" x1=${this.before * BUCKETS} x2=${this.before * BUCKETS} y1="0" y2=${HEIGHT} vector-effect="non-scaling-stroke"></line>`
          : ""}
      </svg>
      <input
        type="range"
        min="0"
        max="1"
        step="0.01"
        .value=${String(this.threshold)}
        aria-label=${`threshold of ${plain(this.name)}`}
        title=${this.note}
        @input=${(event) =>
          this.dispatchEvent(new CustomEvent("threshold", {detail: Number(event.target.value)}))}
      />
    </div>`;
  }

  #bars() {
    const all = Array.from({length: BUCKETS}, () => [0, 0, 0]);
    for (const [score, confirmed] of this.scores) {
      const bucket = all[Math.min(BUCKETS - 1, Math.floor(score * BUCKETS))];
      bucket[confirmed === null ? 0 : confirmed ? 1 : 2]++;
    }
    const most = Math.max(1, ...all.map(([one, two, three]) => one + two + three));
    return all.map((counts, at) => {
      let floor = HEIGHT;
      return ["bar", "confirmed", "denied"].map((kind, i) => {
        // Few pictures are to be seen beside many.
        const height = (HEIGHT * counts[i]) / most;
        const seen = counts[i] === 0 ? 0 : Math.max(1.5, height);
        floor -= seen;
        return svg`<rect class=${kind} x=${at + 0.1} width="0.8" y=${Math.max(0, floor)} height=${seen}></rect>`;
      });
    });
  }
}

customElements.define("threshold-chart", ThresholdChart);
