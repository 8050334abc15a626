import {LitElement, css, html, nothing, svg} from "lit";
import {lanes} from "./lineage.js";
import {withQuery} from "./api.js";
import {base} from "./styles.js";
import {plain} from "./words.js";
import "./checkpoint-pill.js";
import "./relative-time.js";

const ROW = 54;
const LANE = 14;
const LANES = 6;

/** The checkpoints of a model, newest first, with what came of what at their side. */
class CheckpointList extends LitElement {
  static properties = {model: {attribute: false}, chosen: {}};
  static styles = [
    base,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 6px 0;
      }
      a {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        gap: 8px;
        align-items: center;
        height: ${ROW}px;
        padding: 0 14px 0 10px;
        color: inherit;
        text-decoration: none;
      }
      a:hover {
        background: var(--hover);
      }
      a[aria-current] {
        background: var(--allow-bg);
      }
      a:focus-visible {
        outline-offset: -2px;
      }
      strong,
      small {
        display: block;
      }
      small {
        color: var(--soft);
        font-size: 12px;
      }
      svg {
        height: ${ROW}px;
      }
      path {
        stroke: var(--edge);
        stroke-width: 1.5;
        fill: none;
      }
      circle {
        fill: var(--panel);
        stroke: var(--edge);
        stroke-width: 2;
      }
      circle.used {
        fill: var(--accent);
        stroke: var(--accent);
      }
    `,
  ];

  render() {
    const checkpoints = [...this.model.checkpoints].reverse();
    const drawn = lanes(checkpoints);
    const wide = Math.min(LANES, Math.max(1, ...drawn.flatMap((row) => [row.lane, ...row.below.flat()].map((lane) => lane + 1))));
    return html`<ul class="panel" aria-label="Checkpoints, newest first">
      ${checkpoints.map((each, i) => html`<li>${this.#row(each, drawn[i], wide)}</li>`)}
    </ul>`;
  }

  #row(checkpoint, {lane, above, below}, wide) {
    const used = checkpoint.id === this.model.inForce;
    const last = checkpoint.announcements.at(-1);
    const x = (each) => 8 + LANE * Math.min(each, LANES - 1);
    const half = ROW / 2;
    const line = (from, to, y1, y2) =>
      svg`<path d=${`M${x(from)} ${y1} C${x(from)} ${(y1 + y2) / 2} ${x(to)} ${(y1 + y2) / 2} ${x(to)} ${y2}`}></path>`;
    return html`<a
      href=${withQuery("/models", {model: this.model.name, id: checkpoint.id})}
      aria-current=${checkpoint.id === this.chosen ? "true" : nothing}
    >
      <svg width=${16 + LANE * (wide - 1)} aria-hidden="true">
        ${above.map(([from, to]) => line(from, to, 0, half))} ${below.map(([from, to]) => line(from, to, half, ROW))}
        ${svg`<circle class=${used ? "used" : ""} cx=${x(lane)} cy=${half} r="5"></circle>`}
      </svg>
      <span>
        <strong class="cut">${plain(checkpoint.id, 100)}</strong>
        <small class="cut"
          ><relative-time .millis=${last.at}></relative-time>${checkpoint.parent === null
            ? ""
            : ` · from ${plain(checkpoint.parent, 60)}`}</small
        >
      </span>
      <checkpoint-pill status=${used ? "IN FORCE" : checkpoint.status}></checkpoint-pill>
    </a>`;
  }
}

customElements.define("checkpoint-list", CheckpointList);
