import {LitElement, css, html} from "lit";
import {get} from "../parts/api.js";
import {go} from "../parts/router.js";
import {base} from "../parts/styles.js";
import {plain} from "../parts/words.js";
import "../parts/empty-state.js";
import "../parts/job-health.js";
import "../parts/time-chart.js";
import "../parts/webhook-health.js";

const EVERY_MILLIS = 2_500;
const MINUTES = ["5", "15", "60"];

/** How well jobs and stream go. */
class HealthView extends LitElement {
  static properties = {query: {attribute: false}, health: {state: true}, failed: {state: true}};
  static styles = [
    base,
    css`
      .head {
        display: flex;
        gap: 12px;
        align-items: center;
        margin-bottom: 12px;
      }
      h1 {
        margin: 0;
        flex: 1;
      }
      label {
        color: var(--soft);
        font-size: 13px;
      }
      .jobs,
      .charts {
        display: grid;
        gap: 12px;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr));
      }
      .jobs {
        margin-bottom: 16px;
        align-items: start;
      }
      .failed {
        color: var(--block);
      }
    `,
  ];

  constructor() {
    super();
    this.query = {};
    this.health = null;
    this.failed = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.#load(), EVERY_MILLIS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  willUpdate(changes) {
    if (changes.has("query")) {
      this.#load();
    }
  }

  get #minutes() {
    return MINUTES.includes(this.query.minutes) ? this.query.minutes : "15";
  }

  async #load() {
    if (document.hidden) {
      return;
    }
    try {
      this.health = await get("/api/health", {minutes: this.#minutes});
      this.failed = "";
    } catch (e) {
      this.failed = e.message;
    }
  }

  render() {
    return html`
      <div class="head">
        <h1>Health</h1>
        <label
          >the last
          <select @change=${(event) => go(`/health?minutes=${event.target.value}`)}>
            ${MINUTES.map((each) => html`<option value=${each} ?selected=${each === this.#minutes}>${each} minutes</option>`)}
          </select>
        </label>
      </div>
      ${this.failed === "" ? "" : html`<p class="failed" role="alert">${this.failed}</p>`}
      ${this.health === null ? html`<p class="soft" role="status">loading…</p>` : this.#content(this.health)}
    `;
  }

  #content({jobs, history, webhooks}) {
    return html`<div class="jobs">
        ${jobs.map((job) => html`<job-health .job=${job}></job-health>`)}
        ${jobs.length === 0
          ? html`<empty-state heading="No job has said anything yet"
              >Start one: <code>./clipstream demo</code> or <code>clipstream job tagging</code></empty-state
            >`
          : ""}
        ${webhooks.map((webhook) => html`<webhook-health .webhook=${webhook}></webhook-health>`)}
      </div>
      <div class="charts">
        ${this.#chart("Images a second", "", [["tagged", history.perSecond]])}
        ${this.#chart(
          "From arrival to result",
          "ms",
          [
            ["half within", history.p50],
            ["95 %", history.p95],
            ["99 %", history.p99],
          ],
          true,
        )}
        ${this.#chart(
          "Waiting in the job",
          "ms",
          [
            ["half within", history.wait50],
            ["99 %", history.wait99],
          ],
          true,
        )}
        ${this.#chart(
          "Pictures in a batch",
          "",
          [
            ["mean", history.meanBatch],
            ["largest", history.largestBatch],
          ],
          true,
        )}
        ${this.#named("Records behind in Kafka", history.lag, true)} ${this.#named("Refused in 5 s", history.rejects, false)}
        ${Object.keys(history.inWork).length > 0 ? this.#named("Label sets in work", history.inWork, true) : ""}
        ${Object.keys(history.waitingPairs).length > 0
          ? this.#named("Pairs that wait for a round", history.waitingPairs, true)
          : ""}
      </div>`;
  }

  #named(heading, lists, sparse) {
    const series = Object.entries(lists).map(([name, values]) => [plain(name, 40), values]);
    return this.#chart(heading, "", series, sparse);
  }

  #chart(heading, unit, series, sparse = false) {
    return html`<time-chart
      heading=${heading}
      unit=${unit}
      ?sparse=${sparse}
      .times=${this.health.history.times}
      .series=${series.map(([name, values]) => ({name, values}))}
    ></time-chart>`;
  }
}

customElements.define("health-view", HealthView);
