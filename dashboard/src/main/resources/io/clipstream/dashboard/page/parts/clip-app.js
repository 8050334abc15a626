import {LitElement, css, html} from "lit";
import {VIEWS, viewOf} from "../views.js";
import {here, onAddress} from "./router.js";
import {hush, onLive, watch} from "./live.js";
import {askWho, can, me, onSession} from "./session.js";
import {base} from "./styles.js";
import "./nav-rail.js";
import "./status-line.js";
import "./empty-state.js";
import "./login-view.js";
import "./preferences.js";

/** The frame around every view: rail, line of what runs, the view. */
class ClipApp extends LitElement {
  static properties = {place: {state: true}, view: {state: true}, failed: {state: true}};
  static styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: 196px minmax(0, 1fr);
        min-height: 100dvh;
      }
      nav-rail {
        border-right: 1px solid var(--line);
        background: var(--panel);
      }
      main {
        padding: 18px 20px;
        min-width: 0;
      }
      .alone {
        grid-column: 1 / -1;
      }
      .skip {
        position: absolute;
        left: -999px;
      }
      .skip:focus-within {
        left: 8px;
        top: 8px;
        background: var(--panel);
        padding: 8px;
        z-index: 3;
      }
      @media (max-width: 720px) {
        :host {
          display: block;
          padding-bottom: 60px;
        }
        nav-rail {
          position: fixed;
          inset: auto 0 0 0;
          border: 0;
          border-top: 1px solid var(--line);
          z-index: 2;
        }
        main {
          padding: 12px;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.place = here();
    this.view = null;
    this.failed = "";
  }

  connectedCallback() {
    super.connectedCallback();
    const ends = [
      onAddress(() => this.#go()),
      onSession(() => this.#enter()),
      // The stream ends when a session does; the server says whether that is why.
      onLive("lost", () => askWho().catch(() => {})),
    ];
    this.end = () => ends.forEach((each) => each());
    this.#ask();
  }

  async #ask() {
    try {
      await askWho();
    } catch (e) {
      this.failed = e.message;
    }
  }

  /** Somebody else sits here: nothing of what the one before saw is left. */
  #enter() {
    this.current = null;
    this.view = null;
    hush();
    if (can("VIEWER")) {
      this.#go();
    } else {
      document.title = "Log in · clipstream";
      this.requestUpdate();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
  }

  async #go() {
    if (!can("VIEWER")) {
      return;
    }
    const before = this.place.path;
    const place = here();
    this.place = place;
    const {view, rest} = viewOf(this.place.path);
    this.rest = rest;
    document.title = view === null ? "clipstream" : `${view.title} · clipstream`;
    if (!view?.live) {
      watch(null);
    }
    try {
      await view?.load();
      this.failed = "";
    } catch (e) {
      this.failed = String(e);
    }
    if (this.place !== place) {
      return; // somebody was faster than this view
    }
    this.view = view;
    if (before !== this.place.path) {
      await this.updateComplete;
      this.renderRoot.querySelector("main").focus({preventScroll: true});
      scrollTo(0, 0);
    }
  }

  render() {
    if (me() === null) {
      return this.failed === "" ? "" : html`<main>${this.#content()}</main>`;
    }
    if (!can("VIEWER")) {
      return html`<login-view class="alone"></login-view>`;
    }
    const views = VIEWS.filter((view) => !view.hidden && can(view.needs ?? "VIEWER"));
    return html`
      <nav class="skip" aria-label="Skip">
        <a href="#main" @click=${this.#skip}>To the content</a>
      </nav>
      <nav-rail .path=${this.place.path} .views=${views}></nav-rail>
      <div>
        <status-line></status-line>
        <main id="main" tabindex="-1">${this.#content()}</main>
      </div>
    `;
  }

  #skip(event) {
    event.preventDefault();
    event.stopPropagation();
    this.renderRoot.querySelector("main").focus();
  }

  #content() {
    if (this.failed !== "") {
      return html`<empty-state heading="This view did not load">${this.failed}. Load the page again.</empty-state>`;
    }
    if (this.view !== null && !can(this.view.needs ?? "VIEWER")) {
      return html`<empty-state heading="This is not for your role"
        >It needs the role ${this.view.needs.toLowerCase()}. Ask an admin.</empty-state
      >`;
    }
    if (this.view === null) {
      return viewOf(this.place.path).view !== null
        ? ""
        : html`<empty-state heading="There is nothing at this address">
            <a href="/">To the stream</a>
          </empty-state>`;
    }
    return this.#element();
  }

  /** One element a view, kept as long as the view is: Lit's templates want the name in their text. */
  #element() {
    if (this.current?.localName !== this.view.element) {
      this.current = document.createElement(this.view.element);
    }
    this.current.query = this.place.query;
    this.current.rest = this.rest;
    return this.current;
  }
}

customElements.define("clip-app", ClipApp);
