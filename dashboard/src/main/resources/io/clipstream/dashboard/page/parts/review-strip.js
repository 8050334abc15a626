import {LitElement, css, html, nothing} from "lit";
import {base} from "./styles.js";
import "./picture-frame.js";

/** The pictures before a reviewer, small; the one that is looked at is marked. Tells at 'look'. */
class ReviewStrip extends LitElement {
  static properties = {tasks: {attribute: false}, at: {attribute: false}};
  static styles = [
    base,
    css`
      :host {
        display: grid;
        gap: 8px;
        max-height: calc(100dvh - 250px);
        overflow-y: auto;
        padding: 3px;
        margin: -3px;
        scrollbar-width: thin;
      }
      div {
        position: relative;
        border-radius: 10px;
        overflow: hidden;
      }
      div[aria-current] {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      picture-frame {
        pointer-events: none;
      }
      button {
        all: unset;
        position: absolute;
        inset: 0;
        cursor: pointer;
      }
      button:focus-visible {
        outline: 3px solid var(--accent);
        outline-offset: -3px;
        border-radius: 10px;
      }
      @media (max-width: 1000px) {
        :host {
          display: flex;
          overflow-x: auto;
          max-height: none;
        }
        div {
          flex: none;
          width: 56px;
        }
      }
    `,
  ];

  render() {
    return this.tasks.map(
      (task, i) => html`<div aria-current=${i === this.at ? "true" : nothing}>
        <picture-frame inert .place=${task.result.image} side="160"></picture-frame>
        <button type="button" aria-label=${`Picture ${i + 1} of ${this.tasks.length}`} @click=${() => this.#look(i)}></button>
      </div>`,
    );
  }

  #look(at) {
    this.dispatchEvent(new CustomEvent("look", {detail: at}));
  }
}

customElements.define("review-strip", ReviewStrip);
