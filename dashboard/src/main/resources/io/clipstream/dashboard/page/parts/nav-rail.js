import {LitElement, css, html, nothing} from "lit";
import {onLive} from "./live.js";
import {base} from "./styles.js";
import "./personal-settings.js";
import "./signed-in.js";

/** The views to choose from: a rail at the left, a bar at the bottom of narrow windows. */
class NavRail extends LitElement {
  static properties = {path: {}, views: {attribute: false}, state: {state: true}};
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
        margin: 0 0 16px;
        padding: 0;
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
          padding: 6px 8px;
          align-items: center;
          gap: 8px;
        }
        b,
        signed-in {
          display: none; /* there it stands under Display */
        }
        ul {
          display: flex;
          flex: 1;
          margin: 0;
          overflow-x: auto;
          scrollbar-width: none;
        }
        a {
          padding: 12px 14px;
          gap: 6px;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.path = "/";
    this.views = [];
    this.state = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.end = onLive("state", (state) => (this.state = state));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
  }

  /** In a narrow window the bar scrolls: where one is stays in sight. */
  updated(changes) {
    const link = this.renderRoot.querySelector("a[aria-current]");
    if (changes.has("path") && link !== null) {
      const bar = link.closest("ul");
      bar.scrollLeft = link.offsetLeft - bar.offsetLeft - (bar.clientWidth - link.clientWidth) / 2;
    }
  }

  render() {
    return html`<nav aria-label="Views">
      <b>clipstream</b>
      <ul>
        ${this.views.map(
          (view) => html`<li>
            <a href=${view.path} aria-current=${this.#isHere(view) ? "page" : nothing}>
              ${view.title}<i>${this.state && view.count ? view.count(this.state) : ""}</i>
            </a>
          </li>`,
        )}
      </ul>
      <personal-settings></personal-settings>
      <signed-in></signed-in>
    </nav>`;
  }

  #isHere(view) {
    return this.path === view.path || (view.path !== "/" && this.path.startsWith(`${view.path}/`));
  }
}

customElements.define("nav-rail", NavRail);
