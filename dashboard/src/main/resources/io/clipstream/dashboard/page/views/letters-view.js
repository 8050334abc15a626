import {LitElement, css, html} from "lit";
import {get, withQuery} from "../parts/api.js";
import {putBack} from "../parts/replay.js";
import {go} from "../parts/router.js";
import {can} from "../parts/session.js";
import {base} from "../parts/styles.js";
import {many, plain} from "../parts/words.js";
import "../parts/confirm-dialog.js";
import "../parts/dead-letter.js";
import "../parts/empty-state.js";
import "../parts/time-field.js";

const FILTER = ["topic", "reason", "from", "to"];
const SHOWN = 50;

/** What jobs refused, why, and its way back. */
class LettersView extends LitElement {
  static properties = {
    query: {attribute: false},
    found: {state: true},
    chosen: {state: true},
    failed: {state: true},
    busy: {state: true},
    asked: {state: true},
    progress: {state: true},
    outcome: {state: true},
  };
  static styles = [
    base,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        margin-bottom: 12px;
      }
      .bar label {
        color: var(--soft);
        font-size: 13px;
        display: inline-flex;
        gap: 6px;
        align-items: center;
      }
      select {
        max-width: 260px;
      }
      .grow {
        flex: 1;
      }
      .list {
        display: grid;
        gap: 8px;
      }
      .outcome {
        padding: 10px 14px;
        margin-bottom: 12px;
      }
      .outcome ul {
        margin: 6px 0 0;
        padding-left: 18px;
        font-size: 13px;
      }
      .failed {
        color: var(--block);
      }
      .more {
        display: grid;
        place-items: center;
        padding: 16px;
      }
      input[type="checkbox"] {
        width: 18px;
        height: 18px;
        min-height: 0;
        accent-color: var(--accent);
      }
    `,
  ];

  constructor() {
    super();
    this.query = {};
    this.found = null;
    this.chosen = new Set();
    this.failed = "";
    this.busy = false;
    this.asked = null;
    this.progress = "";
    this.outcome = null;
  }

  get #filter() {
    return Object.fromEntries(FILTER.filter((name) => this.query[name]).map((name) => [name, this.query[name]]));
  }

  willUpdate(changes) {
    if (changes.has("query")) {
      this.chosen = new Set();
      this.#load(null);
    }
  }

  async #load(before) {
    const asked = this.query;
    try {
      const page = await get("/api/dead-letters", {...this.#filter, before, limit: SHOWN});
      if (asked === this.query) {
        this.found = before === null ? page : {...page, letters: [...this.found.letters, ...page.letters]};
        this.failed = "";
      }
    } catch (e) {
      this.failed = e.message;
    }
  }

  render() {
    return html`
      <h1>Dead letters</h1>
      ${this.found === null
        ? html`<p class="soft" role="status">${this.failed === "" ? "loading…" : this.failed}</p>`
        : html`${this.#filters()} ${this.#outcome()} ${this.#content()} ${this.#dialog()}`}
    `;
  }

  #filters() {
    return html`<div class="bar" role="search" aria-label="Which dead letters">
      ${this.#choice("topic", "topic", this.found.topics)} ${this.#choice("reason", "reason", this.found.reasons)}
      ${this.#time("from", "refused from")} ${this.#time("to", "until")}
      ${Object.keys(this.#filter).length > 0 ? html`<button type="button" @click=${() => go("/dead-letters")}>Clear</button>` : ""}
    </div>`;
  }

  #choice(name, title, known) {
    const chosen = this.query[name] ?? "";
    const names = known.map((each) => each.name);
    const all = chosen === "" || names.includes(chosen) ? known : [{name: chosen, count: 0}, ...known];
    return html`<label
      >${title}
      <select @change=${(event) => this.#change(name, event.target.value)}>
        <option value="" ?selected=${chosen === ""}>any</option>
        ${all.map(
          (each) =>
            html`<option value=${each.name} ?selected=${each.name === chosen}>${plain(each.name, 60)} (${many(each.count)})</option>`,
        )}
      </select>
    </label>`;
  }

  #time(name, title) {
    return html`<time-field
      name=${title}
      .millis=${Number(this.query[name])}
      @change=${({target}) => this.#change(name, target.text)}
    ></time-field>`;
  }

  #change(name, value) {
    go(withQuery("/dead-letters", {...this.#filter, [name]: value}));
  }

  #content() {
    const {letters, count, next} = this.found;
    if (letters.length === 0) {
      return Object.keys(this.#filter).length > 0
        ? html`<empty-state heading="No dead letter like this">Take a filter away to see others.</empty-state>`
        : html`<empty-state heading="Nothing was refused">Records that a job cannot use would stand here, with the reason.</empty-state>`;
    }
    const all = letters.length > 0 && letters.every((each) => this.chosen.has(key(each)));
    return html`
      <div class="bar">
        <label>
          <input type="checkbox" .checked=${all} @change=${(event) => this.#chooseAll(event.target.checked)} />
          all ${letters.length < count ? `${many(letters.length)} shown of ${many(count)}` : many(count)}
        </label>
        <span class="grow"></span>
        <button type="button" ?hidden=${!can("ADMIN")} ?disabled=${this.chosen.size === 0} @click=${this.#askChosen}>
          Put ${this.chosen.size === 0 ? "" : many(this.chosen.size)} chosen back
        </button>
        <button type="button" ?hidden=${!can("ADMIN")} @click=${() => this.#ask({all: true, count})}>Put all ${many(count)} back</button>
      </div>
      ${this.failed === "" ? "" : html`<p class="failed" role="alert">${this.failed}</p>`}
      <div class="list">
        ${letters.map(
          (each) => html`<dead-letter
            .letter=${each}
            ?chosen=${this.chosen.has(key(each))}
            @choose=${({target}) => this.#choose(each, target.chosen)}
            @replay=${() => this.#ask({letters: [each], count: 1})}
          ></dead-letter>`,
        )}
      </div>
      <div class="more">
        ${next === null
          ? html`<span class="soft">That is all.</span>`
          : html`<button type="button" @click=${() => this.#load(next)}>Older</button>`}
      </div>
    `;
  }

  #choose(letter, isChosen) {
    const chosen = new Set(this.chosen);
    chosen[isChosen ? "add" : "delete"](key(letter));
    this.chosen = chosen;
  }

  #chooseAll(isChosen) {
    this.chosen = new Set(isChosen ? this.found.letters.map(key) : []);
  }

  #askChosen() {
    const letters = this.found.letters.filter((each) => this.chosen.has(key(each)));
    this.#ask({letters, count: letters.length});
  }

  #ask(what) {
    this.asked = what;
    this.progress = "";
    this.outcome = null;
  }

  #dialog() {
    const count = this.asked?.count ?? 0;
    return html`<confirm-dialog
      heading=${count === 1 ? "Put this record back?" : `Put ${many(count)} records back?`}
      action="Put back"
      ?open=${this.asked !== null}
      ?busy=${this.busy}
      failed=${this.failed}
      @confirm=${this.#replay}
      @dismiss=${() => (this.asked = null)}
    >
      <p>
        They go to the topic that they came from, as they came. A job that refuses one again writes a new dead letter; this
        one stays.
      </p>
      <p role="status">${this.progress}</p>
    </confirm-dialog>`;
  }

  async #replay() {
    const {letters, all} = this.asked;
    this.busy = true;
    try {
      const tell = (done, count) => (this.progress = `${many(done)} of ${many(count)}`);
      this.outcome = await putBack(all ? {filter: this.#filter} : {letters}, tell);
      this.asked = null;
      this.chosen = new Set();
      this.failed = "";
    } catch (e) {
      this.failed = e.message;
    } finally {
      this.busy = false;
    }
    await this.#load(null);
  }

  #outcome() {
    if (this.outcome === null) {
      return "";
    }
    const {replayed, leftOut, problems} = this.outcome;
    return html`<div class="panel outcome" role="status">
      Put ${many(replayed)} back${leftOut === 0 ? "." : html`, left <strong>${many(leftOut)}</strong> out:`}
      ${problems.length === 0 ? "" : html`<ul>${problems.map((each) => html`<li class="whole">${plain(each)}</li>`)}</ul>`}
    </div>`;
  }
}

function key({place}) {
  return `${place.topic}/${place.partition}/${place.offset}`;
}

customElements.define("letters-view", LettersView);
