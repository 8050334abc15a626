import {LitElement, css, html} from "lit";
import {get} from "../parts/api.js";
import {base} from "../parts/styles.js";
import {duration, many, plain} from "../parts/words.js";
import "../parts/decision-pill.js";
import "../parts/empty-state.js";
import "../parts/picture-frame.js";
import "../parts/picture-reviews.js";
import "../parts/relative-time.js";
import "../parts/score-bar.js";

/** A picture with every result that it ever got. */
class PictureView extends LitElement {
  static properties = {rest: {}, found: {state: true}, failed: {state: true}};
  static styles = [
    base,
    css`
      .two {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 380px;
        gap: 16px;
        align-items: start;
      }
      picture-frame {
        aspect-ratio: 4 / 3;
        border-radius: 12px;
        border: 1px solid var(--line);
      }
      .results {
        display: grid;
        gap: 12px;
      }
      section {
        padding: 12px 14px;
      }
      .head {
        display: flex;
        justify-content: space-between;
        gap: 8px;
        margin-bottom: 6px;
      }
      dl {
        display: grid;
        grid-template-columns: 88px 1fr;
        gap: 3px 8px;
        margin: 8px 0 0;
        font-size: 12.5px;
      }
      dt {
        color: var(--soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
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
    this.rest = "";
    this.found = null;
    this.failed = "";
  }

  willUpdate(changes) {
    if (changes.has("rest")) {
      this.found = null;
      this.#load(this.rest);
    }
  }

  async #load(key) {
    try {
      const found = await get(`/api/images/${encodeURIComponent(key)}`);
      if (key === this.rest) {
        this.found = found;
        this.failed = "";
      }
    } catch (e) {
      this.failed = e.message;
    }
  }

  render() {
    if (this.failed !== "") {
      return html`<h1>Picture</h1>
        <empty-state heading="This picture is not here">${this.failed}</empty-state>`;
    }
    if (this.found === null) {
      return html`<h1>Picture</h1>
        <p class="soft" role="status">loading…</p>`;
    }
    const newest = this.found.results[0];
    return html`
      <h1 class="whole">${plain(this.found.imageId)}</h1>
      <div class="two">
        <picture-frame .place=${newest.image} side="960" .name=${"this picture"}></picture-frame>
        <div class="results"><picture-reviews .key=${newest.imageKey}></picture-reviews>${this.found.results.map((result) => this.#result(result))}</div>
      </div>
    `;
  }

  #result(result) {
    const {image, tag} = result;
    return html`<section class="panel">
      <div class="head">
        <decision-pill decision=${result.decision}></decision-pill>
        <span class="soft"><relative-time .millis=${result.taggedAt}></relative-time></span>
      </div>
      ${result.tags.map((each) => html`<score-bar .tag=${each}></score-bar>`)}
      ${result.tags.length === 0 ? html`<p class="soft">No label was near.</p>` : ""}
      <dl>
        <dt>Checkpoint</dt>
        <dd>${plain(result.checkpoint)}</dd>
        <dt>Labels</dt>
        <dd>${plain(result.labelSet)} r${result.revision}</dd>
        <dt>Source</dt>
        <dd class="whole">${result.source === null ? "none" : plain(result.source)}</dd>
        <dt>Size</dt>
        <dd>${result.width ? `${many(result.width)} × ${many(result.height)}` : "unknown"}</dd>
        <dt>Took</dt>
        <dd>${result.micros > 0 ? duration(result.micros / 1000) : "unknown"}</dd>
        <dt>Picture</dt>
        <dd>${image.topic}-${image.partition}@${image.offset}</dd>
        <dt>Result</dt>
        <dd>${tag.topic}-${tag.partition}@${tag.offset}</dd>
      </dl>
    </section>`;
  }
}

customElements.define("picture-view", PictureView);
