import {LitElement, css, html, nothing} from "lit";
import {onLive} from "./live.js";
import {base} from "./styles.js";
import "./personal-settings.js";
import "./signed-in.js";

/** Views that stand in the bar of a narrow window; the others lie behind More. */
const IN_BAR = 4;

/** The views to choose from: a rail at the left, a bar at the bottom of narrow windows. */
class NavRail extends LitElement {
  static properties = {path: {}, views: {attribute: false}, state: {state: true}, isOpen: {state: true}};
  static styles = [
    base,
    css`
      nav {
        padding: 16px 10px;
        position: sticky;
        top: 0;
      }
      b {
        display: block;
        font-size: 15px;
        padding: 4px 10px 16px;
        letter-spacing: -0.01em;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      personal-settings {
        display: block;
        margin-top: 16px;
      }
      button {
        display: none;
      }
      a {
        display: flex;
        justify-content: space-between;
        color: var(--soft);
        text-decoration: none;
        padding: 7px 10px;
        border-radius: 8px;
      }
      a:hover {
        background: var(--hover);
      }
      a[aria-current] {
        background: var(--allow-bg);
        color: var(--text);
        font-weight: 600;
      }
      i {
        font-style: normal;
        font-size: 12px;
      }
      @media (max-width: 720px) {
        nav {
          display: flex;
          justify-content: space-between;
          padding: 6px 4px;
        }
        b {
          display: none;
        }
        ul.bar {
          display: flex;
          flex: 1;
          justify-content: space-between;
        }
        a,
        button {
          padding: 12px 8px;
          white-space: nowrap;
          gap: 6px;
        }
        button {
          display: block;
          border: 0;
          background: none;
          color: var(--soft);
        }
        button.here {
          color: var(--text);
          font-weight: 600;
        }
        .rest {
          display: none;
          position: absolute;
          right: 8px;
          bottom: calc(100% + 8px);
          width: min(260px, calc(100vw - 16px));
          max-height: calc(100dvh - 100px);
          overflow-y: auto;
          padding: 8px;
          background: var(--panel);
          border: 1px solid var(--line);
          border-radius: 12px;
        }
        .rest.open {
          display: block;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.path = "/";
    this.views = [];
    this.state = null;
    this.isOpen = false;
    this.onAway = (event) => event.composedPath().includes(this) || (this.isOpen = false);
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.#close());
  }

  connectedCallback() {
    super.connectedCallback();
    this.end = onLive("state", (state) => (this.state = state));
    addEventListener("pointerdown", this.onAway);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
    removeEventListener("pointerdown", this.onAway);
  }

  willUpdate(changes) {
    if (changes.has("path")) {
      this.isOpen = false;
    }
  }

  #close() {
    if (this.isOpen) {
      this.isOpen = false;
      this.renderRoot.querySelector("button").focus();
    }
  }

  render() {
    const rest = this.views.slice(IN_BAR);
    const isHere = rest.some((view) => this.#isHere(view));
    return html`<nav aria-label="Views">
      <b>clipstream</b>
      <ul class="bar">
        ${this.views.slice(0, IN_BAR).map((view) => this.#link(view))}
      </ul>
      <button
        type="button"
        class=${isHere ? "here" : ""}
        aria-expanded=${this.isOpen}
        aria-controls="rest"
        @click=${() => (this.isOpen = !this.isOpen)}
      >
        More <span aria-hidden="true">${this.isOpen ? "▾" : "▴"}</span>
      </button>
      <div id="rest" class="rest ${this.isOpen ? "open" : ""}">
        <ul>
          ${rest.map((view) => this.#link(view))}
        </ul>
        <personal-settings></personal-settings>
        <signed-in></signed-in>
      </div>
    </nav>`;
  }

  #link(view) {
    return html`<li>
      <a href=${view.path} aria-current=${this.#isHere(view) ? "page" : nothing}>
        ${view.title}<i>${this.state && view.count ? view.count(this.state) : ""}</i>
      </a>
    </li>`;
  }

  #isHere(view) {
    return this.path === view.path || (view.path !== "/" && this.path.startsWith(`${view.path}/`));
  }
}

customElements.define("nav-rail", NavRail);
