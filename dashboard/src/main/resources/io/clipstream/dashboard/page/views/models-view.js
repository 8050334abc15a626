import {LitElement, css, html} from "lit";
import {change, get, withQuery} from "../parts/api.js";
import {onLive} from "../parts/live.js";
import {go} from "../parts/router.js";
import {can} from "../parts/session.js";
import {base} from "../parts/styles.js";
import {plain} from "../parts/words.js";
import "../parts/checkpoint-detail.js";
import "../parts/checkpoint-list.js";
import "../parts/confirm-dialog.js";
import "../parts/empty-state.js";
import "../parts/gate-history.js";
import "../parts/serving-list.js";

/** Checkpoints, their numbers, who serves with them, and moves between them. */
class ModelsView extends LitElement {
  static properties = {
    query: {attribute: false},
    models: {state: true},
    failed: {state: true},
    move: {state: true},
    busy: {state: true},
    refused: {state: true},
    reason: {state: true},
  };
  static styles = [
    base,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        margin-bottom: 12px;
      }
      h1 {
        margin: 0;
        flex: 1;
      }
      .two {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
        gap: 16px;
        align-items: start;
      }
      .left {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 12px;
      }
      section {
        padding: 12px 14px;
      }
      .reason {
        display: grid;
        gap: 4px;
        color: var(--soft);
        font-size: 13px;
      }
      .failed {
        color: var(--block);
      }
      @media (max-width: 1000px) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.query = {};
    this.models = null;
    this.failed = "";
    this.move = null;
    this.busy = false;
    this.refused = "";
    this.reason = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.end = onLive("state", () => this.#load());
    this.#load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
  }

  async #load() {
    if (this.loading) {
      return;
    }
    this.loading = true;
    try {
      this.models = await get("/api/models");
      this.failed = "";
    } catch (e) {
      this.failed = e.message;
    } finally {
      this.loading = false;
    }
  }

  get #model() {
    return this.models.find((each) => each.name === this.query.model) ?? this.models[0];
  }

  render() {
    if (this.models === null || this.models.length === 0) {
      return html`<h1>Models</h1>
        ${this.failed !== "" ? html`<p class="failed" role="alert">${this.failed}</p>` : ""}
        ${this.models === null
          ? html`<p class="soft" role="status">loading…</p>`
          : html`<empty-state heading="No checkpoint was announced yet"
              >Announce one: <code>clipstream checkpoint announce DIR</code></empty-state
            >`}`;
    }
    const model = this.#model;
    const chosen =
      model.checkpoints.find((each) => each.id === this.query.id) ??
      model.checkpoints.find((each) => each.id === model.inForce) ??
      model.checkpoints.at(-1);
    return html`
      <div class="head">
        <h1>Models</h1>
        ${this.models.length === 1 ? html`<span class="soft">${plain(model.name, 80)}</span>` : this.#choice(model)}
        <button
          type="button"
          ?hidden=${!can("ADMIN")}
          ?disabled=${model.before === null}
          title=${model.before === null ? "There is no checkpoint before the one in force" : ""}
          @click=${() => this.#ask({id: null, to: model.before})}
        >
          Roll back${model.before === null ? "" : ` to ${plain(model.before, 40)}`}
        </button>
      </div>
      ${this.failed === "" ? "" : html`<p class="failed" role="alert">${this.failed}</p>`}
      <div class="two">
        <div class="left">
          <checkpoint-list .model=${model} chosen=${chosen.id}></checkpoint-list>
          <section class="panel">
            <h2>Who serves</h2>
            ${model.inForce === null
              ? html`<p class="soft">Nothing is promoted.</p>`
              : html`<serving-list .serving=${model.serving} .inForce=${model.inForce}></serving-list>`}
          </section>
          <section class="panel">
            <h2>Round after round</h2>
            <gate-history .checkpoints=${model.checkpoints}></gate-history>
          </section>
        </div>
        <checkpoint-detail
          .model=${model}
          .checkpoint=${chosen}
          @promote=${() => this.#ask({id: chosen.id, to: chosen.id})}
        ></checkpoint-detail>
      </div>
      ${this.#dialog(model)}
    `;
  }

  #choice(model) {
    return html`<select aria-label="Model" @change=${(event) => go(withQuery("/models", {model: event.target.value}))}>
      ${this.models.map(
        (each) => html`<option value=${each.name} ?selected=${each === model}>${plain(each.name, 80)}</option>`,
      )}
    </select>`;
  }

  #ask(move) {
    this.move = {...move, model: this.#model.name, inForce: this.#model.inForce};
    this.reason = "";
    this.refused = "";
  }

  #dialog(model) {
    const {to, id, inForce} = this.move ?? {to: "", id: "", inForce: null};
    const jobs = model.serving.length;
    return html`<confirm-dialog
      heading=${id === null ? `Roll back to ${plain(to ?? "", 80)}?` : `Promote ${plain(to, 80)}?`}
      action=${id === null ? "Roll back" : "Promote"}
      ?open=${this.move !== null}
      ?busy=${this.busy}
      failed=${this.refused}
      @confirm=${this.#publish}
      @dismiss=${() => (this.move = null)}
    >
      <p>
        ${jobs === 0 ? "No job follows this model now; the next start takes it." : `${jobs} subtasks swap to it while they tag.`}
        ${inForce === null ? "" : html`It takes the place of <strong class="whole">${plain(inForce, 80)}</strong>.`} The next
        round starts from it.
      </p>
      <label class="reason"
        >Why, for the history
        <input
          maxlength="500"
          placeholder=${id === null ? "rollback" : "promoted by hand"}
          .value=${this.reason}
          @input=${(event) => (this.reason = event.target.value)}
        />
      </label>
    </confirm-dialog>`;
  }

  async #publish() {
    const {model, id, inForce} = this.move;
    this.busy = true;
    try {
      const {id: promoted} = await change("POST", "/api/models/promotions", {model, id, inForce, reason: this.reason});
      this.move = null;
      go(withQuery("/models", {model, id: promoted}));
    } catch (e) {
      this.refused = e.message;
    } finally {
      this.busy = false;
    }
    await this.#load();
  }
}

customElements.define("models-view", ModelsView);
