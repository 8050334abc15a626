import {LitElement, css, html} from "lit";
import {base} from "./styles.js";
import {many, plain} from "./words.js";
import "./relative-time.js";

const STATES = {
  RUNNING: "is well",
  WAITING: "does not tag yet",
  FAILING: "something failed, and is tried again",
  SILENT: "has not said anything for too long",
  ENDED: "has ended",
};

/** How a job is, in a few words. */
class JobHealth extends LitElement {
  static properties = {job: {attribute: false}};
  static styles = [
    base,
    css`
      section {
        padding: 12px 14px;
      }
      h2 {
        color: var(--text);
        font-size: 14px;
        margin: 0;
      }
      .head {
        display: flex;
        gap: 8px;
        justify-content: space-between;
        margin-bottom: 6px;
      }
      .wrong {
        color: var(--block);
      }
      dl {
        display: grid;
        grid-template-columns: 110px 1fr;
        gap: 2px 8px;
        margin: 0;
        font-size: 13px;
      }
      dt {
        color: var(--soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      progress {
        width: 100%;
        height: 8px;
        accent-color: var(--accent);
      }
      ul {
        margin: 8px 0 0;
        padding: 0;
        list-style: none;
        font-size: 13px;
      }
    `,
  ];

  render() {
    const job = this.job;
    const isWrong = job.state === "SILENT" || job.state === "FAILING";
    return html`<section class="panel">
      <div class="head">
        <h2 class="whole">${plain(job.name, 80)}</h2>
        <span class="soft">${job.kind ?? ""} · <relative-time .millis=${job.updatedAt}></relative-time></span>
      </div>
      <dl>
        <dt>State</dt>
        <dd class=${isWrong ? "wrong" : ""}>${STATES[job.state] ?? job.state}</dd>
        <dt>Subtasks</dt>
        <dd>${job.alive} of ${job.parallelism} alive${job.device ? `, on ${plain(job.device, 40)}` : ""}</dd>
        <dt>Behind</dt>
        <dd>${job.lag === null ? "unknown" : `${many(job.lag)} records`}</dd>
        ${job.labelSetsInWork > 0
          ? html`<dt>Label sets</dt>
              <dd>${many(job.labelSetsInWork)} in work</dd>`
          : ""}
        ${job.phase === null
          ? ""
          : html`<dt>Round</dt>
              <dd>${plain(job.phase, 40)}${job.waitingPairs === null ? "" : `, ${many(job.waitingPairs)} pairs wait`}</dd>`}
        ${job.activity
          ? html`<dt>Doing</dt>
              <dd>${plain(job.activity)} ${this.#progress(job.activity)}</dd>`
          : ""}
      </dl>
      ${job.failures.length === 0
        ? ""
        : html`<ul>
            ${job.failures.map(
              (failure) =>
                html`<li class="whole">
                  <span class=${failure.isTriedAgain ? "wrong" : ""}>${plain(failure.subject)}: ${plain(failure.message)}</span>
                  <span class="soft">(<relative-time .millis=${failure.at}></relative-time>)</span>
                </li>`,
            )}
          </ul>`}
    </section>`;
  }

  /** A round says how far it is in its words: "step 3 of 40". */
  #progress(activity) {
    const [, done, all] = /\b(\d{1,9}) of (\d{1,9})\b/.exec(activity) ?? [];
    return Number(all) > 0
      ? html`<progress aria-label="how far it is" max=${Number(all)} value=${Number(done)}></progress>`
      : "";
  }
}

customElements.define("job-health", JobHealth);
