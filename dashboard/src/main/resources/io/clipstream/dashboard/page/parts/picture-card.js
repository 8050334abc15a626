import {LitElement, css, html} from "lit";
import {base} from "./styles.js";
import {plain, score} from "./words.js";
import "./decision-pill.js";
import "./picture-frame.js";
import "./relative-time.js";

/** A result in a grid. */
class PictureCard extends LitElement {
  static properties = {result: {attribute: false}};
  static styles = [
    base,
    css`
      article {
        overflow: hidden;
      }
      a {
        display: block;
        padding: 8px 10px 10px;
        color: inherit;
        text-decoration: none;
      }
      a:hover {
        background: var(--hover);
      }
      a:focus-visible {
        outline-offset: -3px;
        border-radius: 12px;
      }
      span.row {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: 8px;
      }
      small {
        color: var(--soft);
        font-size: 12px;
        white-space: nowrap;
      }
      strong {
        min-width: 0;
      }
    `,
  ];

  render() {
    const result = this.result;
    const best = result.tags[0];
    return html`<article class="panel">
      <picture-frame .place=${result.image} .name=${`picture ${plain(result.imageId, 80)}`}></picture-frame>
      <a href=${`/pictures/${result.imageKey}`}>
        <span class="row">
          <strong class="cut">${best ? plain(best.label) : "no tag"}</strong>
          <span>${best ? score(best.score) : ""}</span>
        </span>
        <span class="row">
          <small><relative-time .millis=${result.taggedAt}></relative-time></small>
          <decision-pill decision=${result.decision}></decision-pill>
        </span>
      </a>
    </article>`;
  }

  /** Shows the picture or blurs it again. */
  toggle() {
    this.renderRoot.querySelector("picture-frame").toggle();
  }
}

customElements.define("picture-card", PictureCard);
