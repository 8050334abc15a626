import {LitElement, css, html} from "lit";
import {onLive, state} from "./live.js";
import {base} from "./styles.js";
import {duration, many, plain} from "./words.js";
import "./relative-time.js";

const PATIENCE_MILLIS = 4_000;

/** What runs, in one line; what is wrong is red and says what to do. */
class StatusLine extends LitElement {
  static properties = {state: {state: true}, lost: {state: true}};
  static styles = [
    base,
    css`
      .line {
        display: flex;
        gap: 4px 22px;
        align-items: center;
        padding: 10px 20px;
        border-bottom: 1px solid var(--line);
        background: var(--panel);
        font-size: 13px;
        color: var(--soft);
        min-height: 41px;
      }
      .line > span {
        white-space: nowrap;
      }
      strong {
        color: var(--text);
        font-weight: 600;
      }
      .grow {
        flex: 1;
      }
      .wrong {
        background: var(--block-bg);
        color: var(--block);
        padding: 8px 20px;
        border-bottom: 1px solid var(--line);
        overflow-wrap: anywhere;
      }
      .hint {
        background: var(--review-bg);
        color: var(--review);
      }
      @media (max-width: 720px) {
        .line {
          flex-wrap: wrap;
          padding: 8px 12px;
        }
        .line > span {
          white-space: normal;
          overflow-wrap: anywhere;
        }
        .grow {
          display: none;
        }
        .wrong {
          padding: 8px 12px;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.state = state();
    this.lost = false;
    this.timer = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.ends = [
      onLive("state", (state) => {
        this.state = state;
        this.#found();
      }),
      onLive("lost", () => this.#missed()),
    ];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.ends.forEach((end) => end());
    clearTimeout(this.timer);
  }

  /** A connection that is made anew at once was not lost. */
  #missed() {
    this.timer ??= setTimeout(() => (this.lost = true), PATIENCE_MILLIS);
  }

  #found() {
    clearTimeout(this.timer);
    this.timer = null;
    this.lost = false;
  }

  render() {
    const now = this.state;
    return html`
      <header>
        <div class="line" tabindex="0" role="group" aria-label="What runs">
        ${now === null ? html`<span>connecting…</span>` : this.#parts(now)}
        </div>
      </header>
      ${this.#problems(now).map(
        ([text, isHint]) => html`<div class="wrong ${isHint ? "hint" : ""}" role="status">${text}</div>`,
      )}
    `;
  }

  #parts(now) {
    const job = now.jobs.find((each) => each.kind === "tagging");
    const behind = now.kafka.behind ?? 0;
    return html`
      <span>${job ? html`<strong>${plain(job.name, 60)}</strong> · ${serving(job)} of ${job.parallelism} subtasks` : "no job"}</span>
      ${now.checkpoints.slice(0, 1).map(
        (each) =>
          html`<span>checkpoint <strong>${plain(each.id, 60)}</strong> · <relative-time .millis=${each.announcedAt}></relative-time></span>`,
      )}
      ${now.labelSets.length === 0
        ? html`<span>no label set</span>`
        : html`<span
            >labels <strong>${plain(now.labelSets[0].id, 60)} r${now.labelSets[0].revision}</strong>${now.labelSets.length > 1
              ? ` and ${now.labelSets.length - 1} more`
              : ""}</span
          >`}
      <span class="grow"></span>
      <span><strong>${now.rate.perSecond.toFixed(1)}</strong> images/s</span>
      <span>p99 <strong>${duration(now.rate.p99Millis)}</strong></span>
      <span title="Records that the dashboard has not read yet">behind <strong>${many(behind)}</strong></span>
      <span>rejected <strong>${many(now.rejected)}</strong></span>
    `;
  }

  /** What is wrong, most urgent first; the second of a pair says whether it is a hint only. */
  #problems(now) {
    if (this.lost) {
      return [["The dashboard's server does not answer; trying again. Is 'clipstream dashboard' still running?"]];
    }
    if (now === null) {
      return [];
    }
    const problems = [];
    if (now.kafka.standing === "away") {
      problems.push([`${now.kafka.message} Start the broker, or the dashboard with another --kafka; it is tried again.`]);
    }
    if (now.kafka.missing?.length > 0) {
      const names = now.kafka.missing.filter((name) => !name.endsWith(".dlq"));
      if (names.length > 0) {
        problems.push([`Topics are missing: ${names.join(", ")}. Make them: clipstream topics create`]);
      }
    }
    if (now.kafka.standing === "connected" && problems.length === 0) {
      problems.push(...hints(now));
    }
    return problems;
  }
}

function serving(job) {
  return job.subtasks.filter((each) => each.checkpoint !== null).length;
}

function hints(now) {
  const problems = [];
  for (const job of now.jobs) {
    const failure = job.subtasks.flatMap((each) => each.failures)[0];
    if (failure) {
      problems.push([plain(`${job.name}: ${failure}`)]);
    }
  }
  if (!now.jobs.some((each) => each.kind === "tagging")) {
    problems.push(["No tagging job has said anything yet. Start one: clipstream demo, or clipstream job tagging", true]);
  } else if (now.labelSets.length === 0) {
    problems.push(["No label set is published. Publish one: clipstream labels apply FILE.yaml", true]);
  }
  return problems;
}

customElements.define("status-line", StatusLine);
