import {LitElement, css, html} from "lit";
import {can} from "./session.js";
import {base} from "./styles.js";
import {plain} from "./words.js";
import "./picture-frame.js";
import "./relative-time.js";

/** A dead letter in the list. Tells 'choose' and 'replay'. */
class DeadLetter extends LitElement {
  static properties = {letter: {attribute: false}, chosen: {type: Boolean}};
  static styles = [
    base,
    css`
      article {
        display: grid;
        grid-template-columns: auto 96px minmax(0, 1fr) auto;
        gap: 12px;
        padding: 10px 14px;
        align-items: start;
      }
      picture-frame {
        border-radius: 8px;
      }
      .none {
        aspect-ratio: 1;
        border-radius: 8px;
        background: var(--hover);
        display: grid;
        place-items: center;
        font-size: 12px;
        color: var(--soft);
      }
      .reason {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 10px;
        align-items: baseline;
      }
      .message {
        margin: 4px 0;
        font-size: 13px;
      }
      small {
        color: var(--soft);
        font-size: 12px;
        display: block;
      }
      .well {
        color: var(--tag);
      }
      input {
        width: 18px;
        height: 18px;
        min-height: 0;
        accent-color: var(--accent);
      }
      @media (max-width: 720px) {
        article {
          grid-template-columns: auto 64px minmax(0, 1fr);
        }
        .back {
          grid-column: 2 / -1;
        }
      }
    `,
  ];

  render() {
    const {place, at, key, imageKey, origin, stage, reason, message, taggedSince, replayedAt, isPicture} = this.letter;
    const name = plain(key ?? "without a key", 120);
    return html`<article class="panel">
      <input type="checkbox" aria-label=${`Choose ${name}`} .checked=${this.chosen} @change=${this.#choose} />
      ${isPicture
        ? html`<picture-frame
            .place=${place}
            path=${`/api/dead-letters/pictures/${encodeURIComponent(place.topic)}`}
            side="160"
            .name=${`picture ${name}`}
          ></picture-frame>`
        : html`<div class="none" aria-hidden="true">record</div>`}
      <div>
        <div class="reason">
          <strong class="whole">${plain(reason, 120)}</strong>
          <span class="soft">${stage === null ? "" : plain(stage, 80)} <relative-time .millis=${at}></relative-time></span>
        </div>
        <p class="message whole">${plain(message ?? "No message came with it.", 600)}</p>
        <small class="whole"
          >${taggedSince === null || imageKey === null ? name : html`<a href=${`/pictures/${imageKey}`}>${name}</a>`} ·
          ${origin === null ? "came from nowhere that it says" : plain(`${origin.topic}-${origin.partition}@${origin.offset}`, 300)}</small
        >
        ${replayedAt === null ? "" : html`<small>put back <relative-time .millis=${replayedAt}></relative-time></small>`}
        ${taggedSince === null
          ? ""
          : html`<small class="well">a picture of this id was tagged <relative-time .millis=${taggedSince}></relative-time></small>`}
      </div>
      <div class="back" ?hidden=${!can("ADMIN")}><button type="button" aria-label=${`Put ${name} back`} @click=${this.#replay}>Put back</button></div>
    </article>`;
  }

  #choose(event) {
    this.chosen = event.target.checked;
    this.dispatchEvent(new Event("choose"));
  }

  #replay() {
    this.dispatchEvent(new Event("replay"));
  }
}

customElements.define("dead-letter", DeadLetter);
