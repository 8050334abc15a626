import {LitElement, css, html} from "lit";
import {me, onSession, signOut} from "./session.js";
import {base} from "./styles.js";
import {plain} from "./words.js";

/** Who is logged in, and the way out; nothing where nobody has to log in. */
class SignedIn extends LitElement {
  static styles = [
    base,
    css`
      div {
        padding: 7px 10px;
        display: grid;
        gap: 6px;
      }
      button {
        justify-self: start;
      }
    `,
  ];

  connectedCallback() {
    super.connectedCallback();
    this.end = onSession(() => this.requestUpdate());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
  }

  render() {
    const who = me();
    if (who === null || !who.asked || who.role === "NOBODY") {
      return "";
    }
    return html`<div>
      <span class="who cut soft" title="Logged in as ${plain(who.name)}"
        >${plain(who.name)} · ${who.role.toLowerCase()}</span
      >
      ${who.canSignOut ? html`<button @click=${signOut}>Sign out</button>` : ""}
    </div>`;
  }
}

customElements.define("signed-in", SignedIn);
