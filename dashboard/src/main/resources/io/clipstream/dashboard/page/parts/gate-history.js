import {LitElement, css, html} from "lit";
import {isCount, measureWords} from "./measures.js";
import {base} from "./styles.js";
import {plain} from "./words.js";
import "./time-chart.js";

/** What the gate measured of round after round, beside the parent of each. */
class GateHistory extends LitElement {
  static properties = {checkpoints: {attribute: false}, chosen: {state: true}};
  static styles = [
    base,
    css`
      label {
        display: block;
        margin-bottom: 6px;
        color: var(--soft);
        font-size: 13px;
      }
      select {
        max-width: 100%;
      }
    `,
  ];

  constructor() {
    super();
    this.checkpoints = [];
    this.chosen = "";
  }

  /** The parts of the chart are the same as long as the rounds are: then nothing is drawn anew. */
  willUpdate(changes) {
    const rounds = this.checkpoints.filter((each) => each.round !== null);
    const known = JSON.stringify(rounds);
    if (known === this.known && !changes.has("chosen")) {
      return;
    }
    this.known = known;
    this.names = comparable(rounds);
    this.name = this.names.includes(this.chosen) ? this.chosen : (this.names[0] ?? "");
    const measured = rounds
      .map((each) => ({...each, at: each.announcements[0].at, measure: measure(each, this.name)}))
      .filter((each) => each.measure !== undefined)
      .sort((one, other) => one.at - other.at);
    this.rounds = measured.map((each) => plain(each.id, 40));
    this.times = measured.map((each) => each.at);
    this.series = [
      {name: "this round", values: measured.map((each) => each.measure.own)},
      {name: "its parent", values: measured.map((each) => each.measure.parent)},
    ];
  }

  /** A line has two ends at least. */
  render() {
    if (this.times.length < 2) {
      return html`<p class="soft">Two rounds with numbers make a line.</p>`;
    }
    return html`<label
        >measured
        <select @change=${(event) => (this.chosen = event.target.value)}>
          ${this.names.map((name) => html`<option value=${name} ?selected=${name === this.name}>${plain(measureWords(name), 80)}</option>`)}
        </select>
      </label>
      <time-chart
        heading=${plain(measureWords(this.name), 60)}
        sparse
        close
        .times=${this.times}
        .places=${this.rounds}
        .series=${this.series}
      ></time-chart>`;
  }
}

function measure(checkpoint, name) {
  return checkpoint.measures.find((each) => each.name === name && isCompared(each));
}

function isCompared({name, parent, own}) {
  return parent !== null && own !== null && !isCount(name);
}

/** Names of what was measured of parent and round, those of the most rounds first. */
function comparable(rounds) {
  const many = new Map();
  for (const {name} of rounds.flatMap((each) => each.measures.filter(isCompared))) {
    many.set(name, (many.get(name) ?? 0) + 1);
  }
  return [...many.keys()].sort((one, other) => many.get(other) - many.get(one) || one.localeCompare(other));
}

customElements.define("gate-history", GateHistory);
