import {LitElement, css, html} from "lit";
import {here} from "./router.js";
import {me, signIn} from "./session.js";
import {base} from "./styles.js";

// What the server says in the address of a login by an issuer that came to nothing.
const FAILED = {
  expired: "That login took too long, or was begun in another browser. Try again.",
  refused: "You are known there, but may not come in here. Ask an admin of this dashboard for a role.",
  unreachable: "The issuer does not answer. Try again; an admin finds the reason in the server's log.",
  failed: "The login did not succeed. Try again; an admin finds the reason in the server's log.",
};

/** Stands in place of every view until somebody has logged in; the address stays as it is. */
class LoginView extends LitElement {
  static properties = {failed: {state: true}, busy: {state: true}};
  static styles = [
    base,
    css`
      :host {
        display: grid;
        min-height: 100dvh;
        place-items: center;
        padding: 16px;
      }
      .panel {
        width: min(360px, 100%);
        padding: 24px;
      }
      form,
      label {
        display: grid;
        gap: 4px;
      }
      form {
        gap: 14px;
      }
      button {
        justify-content: center;
        width: 100%;
        min-height: 38px;
      }
      .or {
        margin: 14px 0;
        text-align: center;
      }
      [role="alert"] {
        background: var(--block-bg);
        color: var(--block);
        border-radius: 8px;
        padding: 8px 12px;
        margin-bottom: 14px;
      }
    `,
  ];

  constructor() {
    super();
    this.busy = false;
    this.failed = this.#fromIssuer();
  }

  /** The word goes out of the address, which is still that of the view. */
  #fromIssuer() {
    const {login, ...query} = here().query;
    if (login === undefined) {
      return "";
    }
    const rest = new URLSearchParams(query).toString();
    history.replaceState({}, "", location.pathname + (rest === "" ? "" : `?${rest}`));
    return FAILED[login] ?? FAILED.failed;
  }

  firstUpdated() {
    this.renderRoot.querySelector("input, button")?.focus();
  }

  render() {
    const ways = me();
    return html`<main class="panel">
      <h1>Log in to clipstream</h1>
      ${this.failed === "" ? "" : html`<p role="alert">${this.failed}</p>`}
      ${ways.password ? this.#form() : ""}
      ${ways.password && ways.issuer ? html`<p class="soft or">or</p>` : ""}
      ${ways.issuer
        ? html`<button class=${ways.password ? "" : "main"} @click=${this.#toIssuer}>
            Log in with ${ways.issuer}
          </button>`
        : ""}
      ${ways.password || ways.issuer
        ? ""
        : html`<p>The proxy before this page did not say who you are, or you have no role. Log in
            there, and ask an admin of this dashboard for a role.</p>`}
    </main>`;
  }

  #form() {
    return html`<form @submit=${this.#submit}>
      <label>Name <input name="name" autocomplete="username" autocapitalize="none" required /></label>
      <label
        >Password
        <input name="password" type="password" autocomplete="current-password" required
      /></label>
      <button class="main" ?disabled=${this.busy}>${this.busy ? "Logging in…" : "Log in"}</button>
    </form>`;
  }

  async #submit(event) {
    event.preventDefault();
    const form = event.target;
    this.busy = true;
    try {
      await signIn(form.elements.name.value, form.elements.password.value);
    } catch (e) {
      this.failed = e.message;
      form.elements.password.value = "";
      form.elements.password.focus();
    } finally {
      this.busy = false;
    }
  }

  #toIssuer() {
    const back = location.pathname + location.search;
    location.assign(`/api/login/oidc?${new URLSearchParams({back})}`);
  }
}

customElements.define("login-view", LoginView);
