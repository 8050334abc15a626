import {LitElement, css, html} from "lit";
import {withQuery} from "../parts/api.js";
import {isOnControl, isTyping} from "../parts/keys.js";
import {onLive} from "../parts/live.js";
import {desk} from "../parts/review-desk.js";
import {nothingWaits} from "../parts/review-empty.js";
import {KEYS, askedBy} from "../parts/review-keys.js";
import {applied, named, said} from "../parts/review-said.js";
import {go} from "../parts/router.js";
import {base} from "../parts/styles.js";
import {many, plain} from "../parts/words.js";
import "../parts/agreement-table.js";
import "../parts/key-help.js";
import "../parts/review-grid.js";
import "../parts/review-head.js";
import "../parts/review-panel.js";
import "../parts/review-stage.js";
import "../parts/review-strip.js";
import "../parts/teaching-line.js";

const SELECT_FIRST = "Select pictures first: click them, or press space on one.";

/** What shows that somebody sits there. */
const PRESENCE = ["pointerdown", "pointermove", "focus"];

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
    this.onPresence = () => desk.touch();
    // A button that was clicked keeps no focus: the next Enter is the reviewer's decision.
    this.addEventListener("mousedown", (event) => isOnControl(event) && event.preventDefault());
  }

  connectedCallback() {
    super.connectedCallback();
    desk.addEventListener("change", this.onDesk);
    addEventListener("keydown", this.onKey);
    PRESENCE.forEach((each) => addEventListener(each, this.onPresence));
    let tick = 0;
    this.end = onLive("state", () => tick++ % 5 === 0 && desk.count());
    desk.start();
    desk.count();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    desk.removeEventListener("change", this.onDesk);
    removeEventListener("keydown", this.onKey);
    PRESENCE.forEach((each) => removeEventListener(each, this.onPresence));
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
    const asked = askedBy(event.key, this.#isGrid());
    if (asked) {
      event.preventDefault();
      this.#do(asked.act, asked.detail);
    }
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
      all: () => this.#grid()?.all(),
      grid: () => go(withQuery("/review", {...this.query, view: this.#isGrid() ? "" : "grid"})),
      reveal: () => this.#isGrid() ? this.#grid()?.reveal() : this.renderRoot.querySelector("review-stage")?.toggle(),
      right: () => this.#move(1, 1),
      left: () => this.#move(-1, -1),
      down: () => this.#move(1, this.#grid()?.columns()),
      up: () => this.#move(-1, -this.#grid()?.columns()),
      caption: () => (this.writing = this.#isGrid() ? this.#holds() : this.#task() !== undefined),
      "caption-end": () => (this.writing = false),
      pick: () => this.#pick(detail),
    };
    acts[act]();
  }

  /** To another picture: by one of a row, or by so many of a grid. */
  #move(by, inGrid) {
    if (this.#isGrid()) {
      this.#grid()?.move(inGrid);
    } else {
      this.at += by;
    }
  }

  /** Whether pictures are selected, which they stay while a caption is written. */
  #holds() {
    const holds = this.#grid()?.hold() ?? false;
    if (!holds) {
      desk.tell(SELECT_FIRST);
    }
    return holds;
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
        desk.tell(SELECT_FIRST);
      }
      return;
    }
    this.writing = false;
    const picked = this.#isGrid() ? null : this.picked;
    tasks.forEach((task) => (task.draft = caption));
    desk.decide(tasks, (task) => said(task, picked ?? named(applied(task), caption), decision, caption));
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
      ${tasks.length === 0 ? nothingWaits(desk) : this.#isGrid() ? this.#several(tasks) : this.#one(tasks)}
      <agreement-table></agreement-table>
      <key-help .keys=${KEYS}></key-help>`;
  }

  #named() {
    desk.claim();
    desk.count();
  }

  #several(tasks) {
    return html`<review-grid .tasks=${tasks} .writing=${this.writing} @act=${this.#acted}></review-grid>`;
  }

  #one(tasks) {
    const task = this.#task();
    return html`<div class="three">
      <review-strip .tasks=${tasks} .at=${this.at} @look=${({detail}) => (this.at = detail)}></review-strip>
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

customElements.define("review-view", ReviewView);
