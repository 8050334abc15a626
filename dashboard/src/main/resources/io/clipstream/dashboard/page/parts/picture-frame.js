import {LitElement, css, html, nothing} from "lit";
import {get} from "./api.js";
import {onLive} from "./live.js";
import {onPreferences, preferences} from "./preferences.js";
import {base} from "./styles.js";

/**
 * A picture, blurred as its viewer likes it; click, Enter or space reveal it. 'shown' says that it is his own
 * and begins revealed; 'path' is the address below which it lies.
 */
class PictureFrame extends LitElement {
  static properties = {
    place: {attribute: false},
    path: {},
    shown: {type: Boolean},
    side: {type: Number},
    name: {},
    revealed: {state: true},
    failed: {state: true},
  };
  static styles = [
    base,
    css`
      :host {
        position: relative;
        aspect-ratio: 1;
        background: var(--hover);
        overflow: hidden;
        container-type: inline-size;
      }
      button,
      .still {
        all: unset;
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        overflow: hidden;
      }
      button {
        cursor: pointer;
      }
      button:focus-visible {
        outline: 2px solid var(--accent);
        outline-offset: -3px;
      }
      img {
        width: 100%;
        height: 100%;
        object-fit: contain;
        filter: blur(var(--blur)) grayscale(var(--grey));
      }
      .revealed img {
        filter: grayscale(var(--grey));
      }
      p {
        margin: 0;
        padding: 16px;
        color: var(--soft);
        font-size: 12.5px;
        text-align: center;
        overflow-wrap: anywhere;
      }
      @container (max-width: 120px) {
        p {
          padding: 4px;
          font-size: 10px;
          line-height: 1.2;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.path = "/api/pictures";
    this.shown = false;
    this.side = 320;
    this.name = "";
    this.revealed = false;
    this.failed = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.ends = [
      onPreferences(() => this.requestUpdate()),
      onLive("open", () => this.away && this.#again()), // the server is back
    ];
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.ends.forEach((end) => end());
  }

  #again() {
    this.away = false;
    this.failed = "";
  }

  willUpdate(changes) {
    if (changes.has("place")) {
      this.revealed = this.shown;
      this.failed = "";
    }
  }

  /** Shows it or blurs it again. */
  toggle() {
    this.revealed = !this.revealed;
  }

  /** Makes the picture ready to be drawn. */
  decode() {
    this.renderRoot
      .querySelector("img")
      ?.decode()
      .catch(() => {}); // its own error event tells
  }

  render() {
    if (this.failed !== "") {
      return html`<div class="still"><p title=${this.failed}>${this.failed}</p></div>`;
    }
    const picture = html`<img
      src=${this.#address()}
      alt=${this.name}
      loading="lazy"
      decoding="async"
      @error=${this.#ask}
    />`;
    if (preferences().blur === 0) {
      return html`<div class="still revealed">${picture}</div>`;
    }
    return html`<button
      class=${this.revealed ? "revealed" : nothing}
      aria-pressed=${this.revealed}
      aria-label=${this.revealed ? `Blur ${this.name}` : `Reveal ${this.name}`}
      @click=${this.toggle}
    >
      ${picture}
    </button>`;
  }

  #address() {
    return `${this.path}/${this.place.partition}/${this.place.offset}?side=${this.side}`;
  }

  /** An image that fails does not say why; the same address does. */
  async #ask() {
    const place = this.place;
    let message = "This picture did not load. Load the page again.";
    try {
      await get(this.#address());
    } catch (e) {
      message = e.message;
      this.away = e.status === 0;
    }
    if (place === this.place) {
      this.failed = message;
    }
  }
}

customElements.define("picture-frame", PictureFrame);
