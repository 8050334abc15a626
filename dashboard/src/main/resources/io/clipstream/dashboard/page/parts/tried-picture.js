import {LitElement, css, html} from "lit";
import {base} from "./styles.js";
import {duration, plain} from "./words.js";
import "./decision-pill.js";
import "./picture-frame.js";
import "./score-bar.js";

/** A picture that was tried: on its way, back with its tags, or refused. */
class TriedPicture extends LitElement {
  static properties = {tried: {attribute: false}, now: {type: Number}};
  static styles = [
    base,
    css`
      article {
        display: grid;
        grid-template-columns: 200px minmax(0, 1fr);
        gap: 16px;
        padding: 14px;
      }
      picture-frame,
      .none {
        border-radius: 8px;
      }
      .none {
        aspect-ratio: 1;
        background: var(--hover);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: center;
        margin-bottom: 8px;
      }
      score-bar {
        max-width: 520px;
      }
      .wrong {
        color: var(--block);
      }
      progress {
        width: 100%;
        height: 8px;
        accent-color: var(--accent);
      }
      @media (max-width: 720px) {
        article {
          grid-template-columns: 110px minmax(0, 1fr);
        }
      }
    `,
  ];

  render() {
    const {name, place} = this.tried;
    return html`<article class="panel">
      ${place
        ? html`<picture-frame .place=${place} side="320" shown .name=${`picture ${plain(name, 80)}`}></picture-frame>`
        : html`<div class="none"></div>`}
      <div>
        <strong class="whole">${plain(name, 120)}</strong>
        ${this.#outcome()}
      </div>
    </article>`;
  }

  #outcome() {
    const {failed, refusal, result, place, sentAt, isScaled} = this.tried;
    if (failed) {
      return html`<p class="wrong" role="alert">${failed}</p>`;
    }
    if (refusal) {
      return html`<p class="wrong whole" role="alert">The job refused it, ${plain(refusal.reason, 80)}: ${plain(refusal.message ?? "", 600)}</p>`;
    }
    if (!result) {
      return html`<p class="soft" role="status">
          ${place ? `in Kafka, waiting for its tags since ${duration(this.now - sentAt)}` : "sending…"}
        </p>
        <progress aria-label="on its way"></progress>
        ${place && this.now - sentAt > 15_000
          ? html`<p class="soft">Nothing came back yet. The line at the top says whether a job runs, and whether it is behind.</p>`
          : ""}`;
    }
    return html`<div class="head" role="status">
        <decision-pill decision=${result.decision}></decision-pill>
        <span class="soft">back after ${duration(this.tried.tookMillis)}${isScaled ? ", scaled to fit the topic" : ""}</span>
        <a href=${`/pictures/${result.imageKey}`}>its page</a>
      </div>
      ${result.tags.map((tag) => html`<score-bar .tag=${tag}></score-bar>`)}
      ${result.tags.length === 0 ? html`<p class="soft">No label was near.</p>` : ""}
      <p class="soft whole">${plain(result.labelSet, 80)} r${result.revision}, checkpoint ${plain(result.checkpoint, 80)}</p>`;
  }
}

customElements.define("tried-picture", TriedPicture);
