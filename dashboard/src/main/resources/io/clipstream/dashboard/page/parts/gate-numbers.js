import {LitElement, css, html, svg} from "lit";
import {isCount, measureWords, measured} from "./measures.js";
import {base} from "./styles.js";
import {plain} from "./words.js";

/** The gate's numbers of a checkpoint beside its parent's, drawn and written. */
class GateNumbers extends LitElement {
  static properties = {measures: {attribute: false}};
  static styles = [
    base,
    css`
      .scroll {
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        font-size: 13px;
      }
      caption {
        text-align: left;
        color: var(--soft);
        font-size: 12.5px;
        padding-bottom: 4px;
      }
      th {
        color: var(--soft);
        font-weight: 600;
        text-align: right;
        padding: 4px 8px;
        white-space: nowrap;
      }
      th:first-child {
        text-align: left;
        padding-left: 0;
      }
      tbody th {
        color: var(--text);
        font-weight: 400;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      td {
        text-align: right;
        padding: 4px 8px;
        white-space: nowrap;
      }
      tr > :last-child {
        padding-right: 0;
      }
      tbody tr {
        border-top: 1px solid var(--line);
      }
      .drawn {
        width: 32%;
        min-width: 90px;
      }
      svg {
        display: block;
        width: 100%;
        height: 18px;
      }
      .rail {
        stroke: var(--line);
      }
      .move {
        stroke: var(--bar);
        stroke-width: 4;
      }
      .parent {
        fill: var(--panel);
        stroke: var(--edge);
        stroke-width: 2;
      }
      .own {
        fill: var(--accent);
      }
      .baseline {
        stroke: var(--review);
        stroke-width: 2;
      }
      details {
        margin-top: 10px;
      }
      summary {
        cursor: pointer;
        color: var(--soft);
        font-size: 13px;
      }
      @media (max-width: 720px) {
        caption,
        .baseline-column,
        .drawn {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.measures = [];
  }

  render() {
    const compared = this.measures.filter((each) => each.parent !== null && each.own !== null && !isCount(each.name));
    const others = this.measures.filter((each) => !compared.includes(each));
    return html`
      ${compared.length === 0 ? html`<p class="soft">No numbers came with it.</p>` : this.#compared(compared)}
      ${others.length === 0
        ? ""
        : html`<details ?open=${compared.length === 0}>
            <summary>${others.length} more of the gate's numbers</summary>
            <table>
              <tbody>
                ${others.map(
                  (each) => html`<tr>
                    <th scope="row" title=${plain(each.name)}>${plain(measureWords(each.name))}</th>
                    <td>${measured(each.own ?? each.parent, each.name)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
          </details>`}
    `;
  }

  #compared(measures) {
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Numbers beside the parent's">
      <table>
        <caption>
          Filled: this one. Ring: its parent. Line: the pinned baseline.
        </caption>
        <thead>
          <tr>
            <th scope="col">Measured</th>
            <td class="drawn"></td>
            <th scope="col" class="baseline-column">Baseline</th>
            <th scope="col">Parent</th>
            <th scope="col">This</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          ${measures.map((each) => this.#row(each))}
        </tbody>
      </table>
    </div>`;
  }

  #row({name, baseline, parent, own}) {
    const change = own - parent;
    return html`<tr>
      <th scope="row" title=${plain(name)}>${plain(measureWords(name))}</th>
      <td class="drawn">${drawn(baseline, parent, own)}</td>
      <td class="baseline-column">${measured(baseline, name)}</td>
      <td>${measured(parent, name)}</td>
      <td><strong>${measured(own, name)}</strong></td>
      <td>${change > 0 ? "+" : ""}${change.toFixed(4)}</td>
    </tr>`;
  }
}

/** Shares on a scale from 0 to 1, anything else between the values themselves. */
function drawn(baseline, parent, own) {
  const values = [baseline, parent, own].filter((each) => each !== null);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const isShare = low >= 0 && high <= 1;
  const pad = (high - low || Math.abs(high) || 1) * 0.25;
  const [from, to] = isShare ? [0, 1] : [low - pad, high + pad];
  const at = (value) => `${(4 + (92 * (value - from)) / (to - from)).toFixed(2)}%`;
  return html`<svg aria-hidden="true">
    <line class="rail" x1="2%" x2="98%" y1="9" y2="9"></line>
    ${baseline === null ? "" : svg`<line class="baseline" x1=${at(baseline)} x2=${at(baseline)} y1="2" y2="16"></line>`}
    ${svg`<line class="move" x1=${at(parent)} x2=${at(own)} y1="9" y2="9"></line>
      <circle class="parent" cx=${at(parent)} cy="9" r="4"></circle>
      <circle class="own" cx=${at(own)} cy="9" r="5"></circle>`}
  </svg>`;
}

customElements.define("gate-numbers", GateNumbers);
