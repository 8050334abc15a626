import {LitElement, html, nothing} from "lit";
import {measured, newLabel} from "./label-sets.js";
import {tableStyles} from "./label-table-styles.js";
import {base} from "./styles.js";
import {many, plain, score} from "./words.js";
import "./threshold-chart.js";

const SHOWN = 100;

/** The labels of a draft, to be edited; it tells of each change by the event 'labels'. */
class LabelTable extends LitElement {
  static properties = {
    labels: {attribute: false},
    before: {attribute: false},
    scores: {attribute: false},
    search: {state: true},
    problem: {state: true},
  };
  static styles = [base, tableStyles];

  constructor() {
    super();
    this.labels = [];
    this.before = [];
    this.scores = new Map();
    this.search = "";
    this.problem = "";
  }

  render() {
    const wanted = this.labels
      .map((label, place) => [label, place])
      .filter(([label]) => label.name.toLowerCase().includes(this.search.toLowerCase()));
    const old = new Map(this.before.map((label) => [label.name, label]));
    return html`<div class="row head" aria-hidden="true">
        <span>Label</span><span>Prompts, one a line</span><span>Scores of late, threshold</span><span>Action</span
        ><span>Reached by</span><span></span>
      </div>
      <ul aria-label="Labels">
        ${wanted.slice(0, SHOWN).map(([label, place]) => this.#row(label, place, old.get(label.name)))}
      </ul>
      <datalist id="names">
        ${this.labels.slice(0, 500).map((label) => html`<option value=${label.name}></option>`)}
      </datalist>
      <form @submit=${this.#add}>
        <input name="name" aria-label="name of a new label" placeholder="a new label" maxlength="200" />
        <button>Add label</button>
        <span class="wrong" role="status">${this.problem}</span>
        ${this.labels.length > 10
          ? html`<input
              class="find"
              type="search"
              aria-label="find a label"
              placeholder="find a label"
              .value=${this.search}
              @input=${(event) => (this.search = event.target.value)}
            />`
          : nothing}
        ${wanted.length > SHOWN
          ? html`<span class="soft">${many(SHOWN)} of ${many(wanted.length)} are shown</span>`
          : nothing}
      </form>`;
  }

  #row(label, place, old) {
    const name = plain(label.name, 80);
    return html`<li class="row">
      <div class="first">
        <input
          class="name"
          aria-label=${`name of ${name}`}
          .value=${label.name}
          @change=${(event) => this.#rename(place, event.target)}
        />
        <label class="under"
          >under
          <input
            list="names"
            placeholder="none"
            aria-label=${`parent of ${name}`}
            .value=${label.parent ?? ""}
            @change=${(event) => this.#set(place, {parent: event.target.value || null})}
          />
        </label>
      </div>
      <textarea
        class="prompts"
        rows=${Math.min(6, Math.max(1, label.prompts.length))}
        aria-label=${`prompts of ${name}`}
        placeholder=${plain(label.name, 80)}
        .value=${label.prompts.join("\n")}
        @change=${(event) => this.#set(place, {prompts: lines(event.target.value)})}
      ></textarea>
      ${this.#threshold(label, place, old)}
      <select
        class="action"
        data-action=${label.action}
        aria-label=${`action of ${name}`}
        @change=${(event) => this.#set(place, {action: event.target.value})}
      >
        ${["TAG", "REVIEW", "BLOCK"].map(
          (action) => html`<option value=${action} ?selected=${action === label.action}>${action}</option>`,
        )}
      </select>
      ${this.#measured(label, old)}
      <button class="remove" type="button" aria-label=${`remove ${name}`} title="remove" @click=${() => this.#remove(place)}>
        ×
      </button>
    </li>`;
  }

  #threshold(label, place, old) {
    const scores = this.scores.get(label.name) ?? [];
    return html`<div class="threshold">
      <threshold-chart
        .scores=${scores}
        .threshold=${label.threshold}
        .before=${old?.threshold ?? NaN}
        .name=${label.name}
        .note=${`${many(scores.length)} results name it`}
        @threshold=${(event) => this.#set(place, {threshold: event.detail})}
      ></threshold-chart>
      <input
        type="number"
        min="0"
        max="1"
        step="any"
        aria-label=${`threshold of ${plain(label.name, 80)} as a number`}
        .value=${String(label.threshold)}
        @change=${(event) => this.#set(place, {threshold: Number(event.target.value)})}
      />
    </div>`;
  }

  #measured(label, old) {
    const scores = this.scores.get(label.name) ?? [];
    if (scores.length === 0) {
      return html`<span class="measured soft">${old === undefined ? "new" : "no scores"}</span>`;
    }
    const now = measured(scores, label.threshold);
    const was = measured(scores, old?.threshold ?? label.threshold);
    return html`<span class="measured" title="pictures at or above the threshold; precision and recall by what reviewers said">
      ${was.reach === now.reach ? many(now.reach) : html`${many(was.reach)} → <b>${many(now.reach)}</b>`}
      <small>${now.precision === null ? "not reviewed" : `${score(now.precision)}, recall ${now.recall === null ? "–" : score(now.recall)}`}</small>
    </span>`;
  }

  #rename(place, input) {
    const old = this.labels[place].name;
    const name = input.value.trim();
    this.#tell(
      this.labels.map((label, i) =>
        i === place ? {...label, name} : label.parent === old && old !== "" ? {...label, parent: name} : label,
      ),
    );
  }

  #set(place, fields) {
    this.#tell(this.labels.map((label, i) => (i === place ? {...label, ...fields} : label)));
  }

  #remove(place) {
    this.#tell(this.labels.filter((label, i) => i !== place));
  }

  #add(event) {
    event.preventDefault();
    const input = event.target.elements.name;
    const name = input.value.trim();
    this.problem =
      name === ""
        ? "Give it a name."
        : this.labels.some((label) => label.name === name)
          ? "There is a label of this name."
          : "";
    if (this.problem === "") {
      input.value = "";
      this.#tell([...this.labels, newLabel(name)]);
    }
  }

  #tell(labels) {
    this.dispatchEvent(new CustomEvent("labels", {detail: labels}));
  }
}

/** The lines of a text that say something. */
export function lines(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

customElements.define("label-table", LabelTable);
