import {LitElement, css, html} from "lit";
import {withQuery} from "./api.js";
import {ancestors} from "./lineage.js";
import {can} from "./session.js";
import {base} from "./styles.js";
import {many, plain} from "./words.js";
import "./checkpoint-pill.js";
import "./gate-numbers.js";
import "./relative-time.js";
import "./swap-shares.js";

/** A checkpoint: where it comes from, its numbers beside its parent's, what it did. Tells 'promote'. */
class CheckpointDetail extends LitElement {
  static properties = {model: {attribute: false}, checkpoint: {attribute: false}};
  static styles = [
    base,
    css`
      section {
        padding: 14px 16px;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 16px;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
      }
      .head h2 {
        font-size: 16px;
        color: var(--text);
        margin: 0;
        flex: 1;
      }
      dl {
        display: grid;
        grid-template-columns: 110px minmax(0, 1fr);
        gap: 3px 8px;
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
      h3 {
        font-size: 13px;
        margin: 0 0 6px;
        color: var(--soft);
      }
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
        font-size: 13px;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 6px;
        overflow-wrap: anywhere;
      }
      .chain {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 8px;
      }
      .chain li:not(:first-child)::before {
        content: "→ ";
        color: var(--soft);
      }
      .refusal {
        color: var(--block);
      }
      summary {
        cursor: pointer;
        color: var(--soft);
        font-size: 13px;
      }
    `,
  ];

  render() {
    const {model, checkpoint} = this;
    const used = checkpoint.id === model.inForce;
    const before = this.#before();
    return html`<section class="panel" aria-label="The chosen checkpoint">
      <div class="head">
        <h2 class="whole">${plain(checkpoint.id, 200)}</h2>
        <checkpoint-pill status=${used ? "IN FORCE" : checkpoint.status}></checkpoint-pill>
        ${used || !can("ADMIN") ? "" : html`<button type="button" class="main" @click=${this.#promote}>Promote</button>`}
      </div>
      ${this.#facts()}
      <div>
        <h3>Measured by the gate</h3>
        <gate-numbers .measures=${checkpoint.measures}></gate-numbers>
      </div>
      ${before === null
        ? ""
        : html`<div>
            <h3>Decisions before and with it</h3>
            <swap-shares before=${before} after=${checkpoint.id}></swap-shares>
          </div>`}
      <div>
        <h3>History</h3>
        <ol>
          ${[...checkpoint.announcements].reverse().map((each) => this.#announced(each))}
        </ol>
      </div>
    </section>`;
  }

  #promote() {
    this.dispatchEvent(new Event("promote"));
  }

  /** What it took the place of when it came into force last, else its parent. */
  #before() {
    const promoted = this.checkpoint.announcements.findLast((each) => each.status === "PROMOTED" && each.refusal === null);
    return promoted?.replaces ?? this.checkpoint.parent;
  }

  #facts() {
    const {model, checkpoint} = this;
    const {round} = checkpoint;
    const chain = ancestors(model.checkpoints, checkpoint.id);
    const known = new Set(model.checkpoints.map((each) => each.id));
    return html`<dl>
      <dt>Came of</dt>
      <dd>
        <ol class="chain">
          ${chain.map((id) =>
            known.has(id) && id !== checkpoint.id
              ? html`<li><a href=${withQuery("/models", {model: model.name, id})}>${plain(id, 80)}</a></li>`
              : html`<li>${plain(id, 80)}</li>`,
          )}
        </ol>
      </dd>
      ${round === null
        ? ""
        : html`<dt>Learnt from</dt>
            <dd>
              ${many(round.newPairs)} new pairs, ${many(round.replayedPairs)} older ones again, in ${many(round.files)}
              files${round.alpha === null ? "" : `; ${round.alpha} of the way from its parent`}
            </dd>`}
      <dt>Lies at</dt>
      <dd>${plain(checkpoint.uri)}</dd>
      <dt>SHA-256</dt>
      <dd>${plain(checkpoint.sha256)}</dd>
      <dt>Embeddings</dt>
      <dd>${plain(checkpoint.space)}, ${many(checkpoint.dimension)} dimensions</dd>
      ${round === null || Object.keys(round.settings).length === 0
        ? ""
        : html`<dt>Trained with</dt>
            <dd>
              <details>
                <summary>${many(Object.keys(round.settings).length)} options, seed ${round.seed}</summary>
                ${Object.entries(round.settings).map(([name, value]) => html`<div>${plain(name)} = ${plain(value)}</div>`)}
              </details>
            </dd>`}
    </dl>`;
  }

  #announced(each) {
    return html`<li>
      <strong>${each.status.toLowerCase()}</strong>
      <span class="soft"><relative-time .millis=${each.at}></relative-time>${each.by === null ? "" : ` by ${plain(each.by, 80)}`}</span>
      ${each.reason === null ? "" : html`<div class="whole">${plain(each.reason, 1000)}</div>`}
      ${each.refusal === null ? "" : html`<div class="whole refusal">Jobs refuse it: ${plain(each.refusal, 500)}</div>`}
    </li>`;
  }
}

customElements.define("checkpoint-detail", CheckpointDetail);
