import {LitElement, css, html, nothing} from "lit";
import {withQuery} from "../parts/api.js";
import {isOnControl, isTyping} from "../parts/keys.js";
import {onLive} from "../parts/live.js";
import {desk} from "../parts/review-desk.js";
import {go} from "../parts/router.js";
import {base} from "../parts/styles.js";
import {many, plain} from "../parts/words.js";
import "../parts/agreement-table.js";
import "../parts/empty-state.js";
import "../parts/key-help.js";
import "../parts/picture-frame.js";
import "../parts/review-grid.js";
import "../parts/review-head.js";
import "../parts/review-panel.js";
import "../parts/review-stage.js";
import "../parts/teaching-line.js";

const KEYS = [
  ["1–9", "confirm a label or take it away"],
  ["Enter", "approve: the picture stays"],
  ["Backspace", "remove the picture"],
  ["c", "write a caption, Enter approves with it"],
  ["s", "skip: leave it to others"],
  ["u", "undo"],
  ["← → ↑ ↓", "to another picture"],
  ["v", "reveal or blur"],
  ["g", "several pictures at once, or one"],
  ["space, a", "of several: select, select all"],
  ["?", "these keys"],
];

/** Pictures that lie loaded behind the one that is looked at. */
const LOADED_AHEAD = 3;

/** Pictures that wait for people, decided with single keys. */
class ReviewView extends LitElement {
  static properties = {
    query: {attribute: false},
    at: {state: true},
    picked: {state: true},
    writing: {state: true},
  };
  static styles = [
    base,
    css`
      .three {
        display: grid;
        grid-template-columns: 88px minmax(0, 1fr) 360px;
        gap: 16px;
        align-items: start;
      }
      .strip {
        display: grid;
        gap: 8px;
        max-height: calc(100dvh - 250px);
        overflow-y: auto;
        padding: 3px;
        margin: -3px;
        scrollbar-width: thin;
      }
      .strip > div {
        position: relative;
        border-radius: 10px;
        overflow: hidden;
      }
      .strip > div[aria-current] {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      .strip picture-frame {
        pointer-events: none;
      }
      .pick {
        all: unset;
        position: absolute;
        inset: 0;
        cursor: pointer;
      }
      .pick:focus-visible {
        outline: 3px solid var(--accent);
        outline-offset: -3px;
        border-radius: 10px;
      }
      review-stage {
        height: max(420px, calc(100dvh - 250px));
      }
      .head {
        display: flex;
        gap: 4px 16px;
        align-items: baseline;
      }
      .head p {
        margin: 0;
        font-size: 13px;
      }
      @media (max-width: 1000px) {
        :host {
          display: flex;
          flex-direction: column;
        }
        teaching-line,
        agreement-table {
          order: 1;
          margin-top: 12px;
        }
        .three {
          grid-template-columns: minmax(0, 1fr);
          gap: 10px;
        }
        .strip {
          display: flex;
          overflow-x: auto;
          max-height: none;
        }
        .strip > div {
          flex: none;
          width: 56px;
        }
        review-stage {
          height: 44dvh;
        }
        review-panel {
          position: sticky;
          bottom: 8px;
          z-index: 1;
        }
      }
      @media (max-width: 720px) {
        review-panel {
          bottom: 62px;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.query = {};
    this.at = 0;
    this.picked = new Set();
    this.writing = false;
    this.onKey = (event) => this.#key(event);
    this.onDesk = () => this.requestUpdate();
    this.onPointer = () => desk.touch();
    // A button that was clicked keeps no focus: the next Enter is the reviewer's decision.
    this.addEventListener("mousedown", (event) => isOnControl(event) && event.preventDefault());
  }

  connectedCallback() {
    super.connectedCallback();
    desk.addEventListener("change", this.onDesk);
    addEventListener("keydown", this.onKey);
    addEventListener("pointerdown", this.onPointer);
    let tick = 0;
    this.end = onLive("state", () => tick++ % 5 === 0 && desk.count());
    desk.start();
    desk.count();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    desk.removeEventListener("change", this.onDesk);
    removeEventListener("keydown", this.onKey);
    removeEventListener("pointerdown", this.onPointer);
    this.end();
    desk.stop();
  }

  willUpdate(changes) {
    if (changes.has("query")) {
      const {queue, set, label} = this.query;
      desk.choose({queue, set, label}, this.#isGrid() ? "grid" : "one");
    }
    this.at = Math.max(0, Math.min(this.at, desk.tasks.length - 1));
    const item = this.#task()?.item;
    if (item !== this.of) {
      this.of = item;
      this.writing = false;
      this.picked = applied(this.#task());
    }
  }

  #isGrid() {
    return this.query.view === "grid";
  }

  #task() {
    return desk.tasks[this.at];
  }

  #grid() {
    return this.renderRoot.querySelector("review-grid");
  }

  #key(event) {
    desk.touch();
    const help = this.renderRoot.querySelector("key-help");
    if (isTyping(event) || (help.isOpen && event.key !== "?")) {
      return;
    }
    if (event.key === "Enter" && isOnControl(event) && !this.#grid()?.hasFocus()) {
      return;
    }
    const act = this.#isGrid() ? this.#gridKey(event.key) : this.#oneKey(event.key);
    if (act) {
      event.preventDefault();
      act();
    }
  }

  #oneKey(key) {
    if (/^[1-9]$/.test(key)) {
      return () => this.#pick(Number(key) - 1);
    }
    return {
      ...this.#anyKey(key),
      c: () => this.#do("caption"),
      ArrowRight: () => this.at++,
      ArrowDown: () => this.at++,
      ArrowLeft: () => this.at--,
      ArrowUp: () => this.at--,
      v: () => this.renderRoot.querySelector("review-stage")?.toggle(),
    }[key];
  }

  #gridKey(key) {
    const grid = this.#grid();
    return {
      ...this.#anyKey(key),
      ...(grid && {
        a: () => grid.all(),
        ArrowRight: () => grid.move(1),
        ArrowLeft: () => grid.move(-1),
        ArrowDown: () => grid.move(grid.columns()),
        ArrowUp: () => grid.move(-grid.columns()),
        v: () => grid.reveal(),
      }),
    }[key];
  }

  #anyKey() {
    return {
      Enter: () => this.#do("approve"),
      Backspace: () => this.#do("remove"),
      s: () => this.#do("skip"),
      u: () => this.#do("undo"),
      g: () => go(withQuery("/review", {...this.query, view: this.#isGrid() ? "" : "grid"})),
      "?": () => this.#do("keys"),
    };
  }

  /** The pictures that a decision is about. */
  #those() {
    const one = this.#task();
    return this.#isGrid() ? (this.#grid()?.selection() ?? []) : one ? [one] : [];
  }

  #do(act, detail = null) {
    const decide = {approve: "ALLOW", remove: "BLOCK", "caption-save": "ALLOW"}[act];
    if (decide) {
      this.#decide(decide, act === "caption-save" ? detail : "");
      return;
    }
    const acts = {
      skip: () => desk.skip(this.#those()),
      undo: () => desk.undo(),
      keys: () => this.renderRoot.querySelector("key-help").toggle(),
      all: () => this.#grid().all(),
      caption: () => (this.writing = this.#task() !== undefined),
      "caption-end": () => (this.writing = false),
      pick: () => this.#pick(detail),
    };
    acts[act]();
  }

  #pick(number) {
    const choice = this.#task()?.choices[number];
    if (choice) {
      const picked = new Set(this.picked);
      picked.delete(choice.label) || picked.add(choice.label);
      this.picked = picked;
    }
  }

  #decide(decision, caption) {
    const tasks = this.#those();
    if (tasks.length === 0) {
      if (this.#isGrid() && desk.tasks.length > 0) {
        desk.tell("Select pictures first: click them, or press space on one.");
      }
      return;
    }
    const picked = this.#isGrid() ? null : this.picked;
    tasks.forEach((task) => (task.draft = caption));
    desk.decide(tasks, (task) => said(task, picked ?? applied(task), decision, caption));
  }

  render() {
    const {tasks, saving, message} = desk;
    const {set} = this.query;
    return html`<div class="head">
        <h1>Review${set ? ` · ${plain(set, 60)}` : ""}</h1>
        <p class="soft whole" role="status">${saving > 0 ? `saving ${many(saving)}… ` : ""}${message}</p>
      </div>
      <review-head .query=${this.query} .summary=${desk.summary} @named=${() => this.#named()}></review-head>
      <teaching-line></teaching-line>
      ${tasks.length === 0 ? this.#empty() : this.#isGrid() ? this.#several(tasks) : this.#one(tasks)}
      <agreement-table></agreement-table>
      <key-help .keys=${KEYS}></key-help>`;
  }

  #named() {
    desk.claim();
    desk.count();
  }

  #empty() {
    if (!desk.loaded) {
      return html`<p class="soft">looking…</p>`;
    }
    const {skipped} = desk;
    const others = (desk.summary?.counts.all ?? 0) - skipped.length;
    return html`<empty-state heading="Nothing waits for you here">
      ${skipped.length > 0
        ? html`You skipped ${many(skipped.length)}. <button type="button" @click=${() => desk.unskip()}>Look at them</button>`
        : others > 0
          ? html`${many(others)} wait, in other queues or before other reviewers; what those leave comes here in two minutes.`
          : html`Pictures that a job sends to REVIEW or BLOCK, that are near a threshold, or that are a sample, appear here by
            themselves.`}
    </empty-state>`;
  }

  #several(tasks) {
    return html`<review-grid .tasks=${tasks} @act=${this.#acted}></review-grid>`;
  }

  #one(tasks) {
    const task = this.#task();
    return html`<div class="three">
      <div class="strip">
        ${tasks.map(
          (each, i) => html`<div aria-current=${i === this.at ? "true" : nothing}>
            <picture-frame inert .place=${each.result.image} side="160"></picture-frame>
            <button type="button" class="pick" aria-label=${`Picture ${i + 1} of ${tasks.length}`} @click=${() => (this.at = i)}></button>
          </div>`,
        )}
      </div>
      <review-stage .tasks=${tasks.slice(this.at, this.at + 1 + LOADED_AHEAD)}></review-stage>
      <review-panel
        class="panel"
        .task=${task}
        .picked=${this.picked}
        .writing=${this.writing}
        .draft=${task.draft}
        @act=${this.#acted}
      ></review-panel>
    </div>`;
  }

  #acted({detail}) {
    this.#do(detail.act, detail.detail);
  }
}

/** The labels that a job applied: confirmed unless they are taken away. */
function applied(task) {
  return new Set((task?.choices ?? []).filter((choice) => choice.applied).map((choice) => choice.label));
}

function said(task, picked, decision, caption) {
  const wrong = task.choices.filter((choice) => choice.applied && !picked.has(choice.label));
  return {decision, labels: [...picked], removed: wrong.map((choice) => choice.label), caption};
}

customElements.define("review-view", ReviewView);
