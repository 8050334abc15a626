import {LitElement, css, html} from "lit";
import {isOnControl, isTyping} from "../parts/keys.js";
import {ReviewDesk} from "../parts/review-desk.js";
import {base} from "../parts/styles.js";
import {many, plain} from "../parts/words.js";
import "../parts/empty-state.js";
import "../parts/picture-frame.js";
import "../parts/score-bar.js";
import "../parts/teaching-line.js";

const KEYS = [
  ["1–9", "confirm a label or take it away"],
  ["Enter", "approve: the picture stays"],
  ["Backspace", "remove the picture"],
  ["c", "write a caption"],
  ["s", "skip"],
  ["u", "undo"],
  ["← →", "to another picture"],
  ["v", "reveal or blur"],
  ["?", "these keys"],
];

/** Pictures that wait for people, decided with single keys. */
class ReviewView extends LitElement {
  static properties = {query: {attribute: false}, at: {state: true}, picked: {state: true}, writing: {state: true}, help: {state: true}};
  static styles = [
    base,
    css`
      .three { display: grid; grid-template-columns: 88px minmax(0, 1fr) 360px; gap: 16px; align-items: start; }
      .strip { display: grid; gap: 8px; max-height: 600px; overflow-y: auto; padding: 3px; }
      .strip > div { position: relative; border-radius: 10px; overflow: hidden; }
      .strip > div[aria-current] { outline: 2px solid var(--accent); outline-offset: 1px; }
      .strip button.pick { position: absolute; inset: 0; opacity: 0; padding: 0; }
      .big { height: 600px; aspect-ratio: auto; border-radius: 12px; border: 1px solid var(--line); }
      section { padding: 14px; }
      .label { all: unset; box-sizing: border-box; display: grid; grid-template-columns: 30px 1fr; width: 100%; align-items: center; padding: 2px 6px; border-radius: 8px; cursor: pointer; }
      .label[aria-pressed="true"] { background: var(--tag-bg); }
      .label:focus-visible { outline: 2px solid var(--accent); }
      .buttons { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; margin: 8px 0 14px; }
      .buttons button { justify-content: space-between; }
      dl { display: grid; grid-template-columns: 80px 1fr; gap: 3px 8px; font-size: 12.5px; margin: 0; }
      dt { color: var(--soft); }
      dd { margin: 0; overflow-wrap: anywhere; }
      form { display: flex; gap: 8px; margin-bottom: 10px; }
      form input { flex: 1; min-width: 0; }
      @media (max-width: 1000px) {
        .three { grid-template-columns: minmax(0, 1fr); }
        .strip { display: flex; overflow-x: auto; }
        .strip picture-frame { width: 64px; }
        .big { height: 44vh; }
        .side { position: sticky; bottom: 60px; max-height: 50vh; overflow-y: auto; z-index: 1; }
      }
    `,
  ];

  constructor() {
    super();
    this.query = {};
    this.at = 0;
    this.picked = null;
    this.writing = false;
    this.help = false;
    this.desk = new ReviewDesk();
    this.key = (event) => this.#onKey(event);
    this.desk.addEventListener("change", () => this.requestUpdate());
  }

  connectedCallback() {
    super.connectedCallback();
    this.desk.start();
    addEventListener("keydown", this.key);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.desk.stop();
    removeEventListener("keydown", this.key);
  }

  willUpdate(changes) {
    if (changes.has("query") && JSON.stringify(this.query) !== JSON.stringify(this.desk.filter)) {
      this.desk.choose(this.query);
    }
    this.at = Math.max(0, Math.min(this.at, this.desk.tasks.length - 1));
    const id = this.#task()?.result.id;
    if (id !== this.of) {
      this.of = id;
      this.writing = false;
      this.picked = new Set(this.#choices().filter((each) => each.applied).map((each) => each.label));
    }
  }

  #task() {
    return this.desk.tasks[this.at];
  }

  #choices() {
    return this.#task()?.choices ?? [];
  }

  #onKey(event) {
    if (isTyping(event) || !this.#task() && !["u", "?"].includes(event.key) || event.key === "Enter" && isOnControl(event)) {
      return;
    }
    const act = {
      Enter: () => this.#decide("ALLOW"),
      Backspace: () => this.#decide("BLOCK"),
      c: () => (this.writing = true),
      s: () => this.desk.skip(this.#task()),
      u: () => this.desk.undo(""),
      ArrowRight: () => this.at++,
      ArrowDown: () => this.at++,
      ArrowLeft: () => this.at--,
      ArrowUp: () => this.at--,
      v: () => this.renderRoot.querySelector(".big").toggle(),
      "?": () => (this.help = !this.help),
    }[event.key];
    if (act) {
      event.preventDefault();
      act();
    } else if (/^[1-9]$/.test(event.key)) {
      this.#toggle(this.#choices()[Number(event.key) - 1]);
    }
  }

  #toggle(choice) {
    if (choice) {
      const picked = new Set(this.picked);
      picked.delete(choice.label) || picked.add(choice.label);
      this.picked = picked;
    }
  }

  #decide(decision, caption = "") {
    const removed = this.#choices().filter((each) => each.applied && !this.picked.has(each.label));
    this.desk.decide(this.#task(), {
      decision,
      labels: [...this.picked],
      removed: removed.map((each) => each.label),
      caption,
    });
  }

  #caption(event) {
    event.preventDefault();
    this.#decide("ALLOW", this.renderRoot.querySelector("input[name=caption]").value);
  }

  updated(changes) {
    if (changes.has("writing") && this.writing) {
      this.renderRoot.querySelector("input[name=caption]").focus();
    }
  }

  render() {
    const {tasks, saving, message} = this.desk;
    return html`<h1>Review</h1>
      <teaching-line></teaching-line>
      <p class="soft" role="status">${saving > 0 ? `saving ${many(saving)}… ` : ""}${message}</p>
      ${tasks.length === 0
        ? html`<empty-state heading=${this.desk.loaded ? "Nothing waits for you" : "Looking…"}
            >Pictures that a job sends to REVIEW or BLOCK, or that are near a threshold, appear here.</empty-state
          >`
        : this.#desk(tasks)}`;
  }

  #desk(tasks) {
    const {result, why} = this.#task();
    return html`<div class="three">
      <div class="strip">
        ${tasks.map(
          (task, i) => html`<div aria-current=${i === this.at ? "true" : null}>
            <picture-frame .place=${task.result.image} side="160" name="picture"></picture-frame>
            <button class="pick" aria-label=${`Picture ${i + 1}`} @click=${() => (this.at = i)}></button>
          </div>`,
        )}
      </div>
      <picture-frame class="big" .place=${result.image} side="960" name="the picture"></picture-frame>
      <link rel="preload" as="image" href=${this.#next()} />
      <section class="panel side">${this.#side(result, why)}</section>
    </div>`;
  }

  #next() {
    const {image} = (this.desk.tasks[this.at + 1] ?? this.#task()).result;
    return `/api/pictures/${image.partition}/${image.offset}?side=960`;
  }

  #side(result, why) {
    return html`<h2>Labels: press a number to confirm or take away</h2>
      ${this.#choices().map(
        (each, i) => html`<button type="button" class="label" aria-pressed=${this.picked.has(each.label)} @click=${() => this.#toggle(each)}>
          <kbd>${i < 9 ? i + 1 : ""}</kbd>
          <score-bar .tag=${{...each, score: each.score ?? 0}} .threshold=${each.threshold ?? NaN}></score-bar>
        </button>`,
      )}
      <h2>Decision</h2>
      ${this.writing
        ? html`<form @submit=${this.#caption}>
            <input name="caption" maxlength="1000" aria-label="Caption" required @keydown=${(e) => e.key === "Escape" && (this.writing = false)} />
            <button class="main">Save</button>
          </form>`
        : ""}
      <div class="buttons">
        ${this.#button("Approve", "Enter", () => this.#decide("ALLOW"), "main")}
        ${this.#button("Remove", "⌫", () => this.#decide("BLOCK"))}
        ${this.#button("Caption…", "c", () => (this.writing = true))}
        ${this.#button("Skip", "s", () => this.desk.skip(this.#task()))}
        ${this.#button("Undo", "u", () => this.desk.undo(""))}
        ${this.#button("Keys", "?", () => (this.help = !this.help))}
      </div>
      ${this.help ? html`<dl>${KEYS.map(([key, does]) => html`<dt><kbd>${key}</kbd></dt><dd>${does}</dd>`)}</dl>` : ""}
      <h2>Why it is here</h2>
      <dl>
        <dt>Rule</dt><dd>${plain(why)}</dd>
        <dt>Picture</dt><dd>${plain(result.imageId)}</dd>
        <dt>Source</dt><dd>${plain(result.source ?? "none")}</dd>
        <dt>By</dt><dd>${plain(`${result.checkpoint} · ${result.labelSet} r${result.revision}`)}</dd>
      </dl>`;
  }

  #button(name, key, act, kind = "") {
    return html`<button type="button" class=${kind} @click=${act}>${name} <kbd>${key}</kbd></button>`;
  }
}

customElements.define("review-view", ReviewView);
