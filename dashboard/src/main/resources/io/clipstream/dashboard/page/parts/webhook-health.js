import {LitElement, css, html} from "lit";
import {change} from "./api.js";
import {can} from "./session.js";
import {base} from "./styles.js";
import {many, plain} from "./words.js";
import "./relative-time.js";

/** How a receiver of webhooks is, in a few words. */
class WebhookHealth extends LitElement {
  static properties = {webhook: {attribute: false}, said: {state: true}};
  static styles = [
    base,
    css`
      section {
        padding: 12px 14px;
      }
      h2 {
        color: var(--text);
        font-size: 14px;
        margin: 0 0 6px;
      }
      .wrong {
        color: var(--block);
      }
      dl {
        display: grid;
        grid-template-columns: 110px 1fr;
        gap: 2px 8px;
        margin: 0;
        font-size: 13px;
      }
      dt {
        color: var(--soft);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      ul {
        margin: 8px 0 0;
        padding: 0;
        list-style: none;
        font-size: 13px;
      }
    `,
  ];

  constructor() {
    super();
    this.said = "";
  }

  render() {
    const hook = this.webhook;
    const isWell = hook.problem === "";
    return html`<section class="panel">
      <h2 class="whole">Webhook ${plain(hook.host, 80)}</h2>
      <dl>
        <dt>State</dt>
        <dd class=${isWell ? "" : "wrong"}>
          ${isWell ? (hook.hasBegun ? "is well" : "has not begun yet") : plain(hook.problem)}
        </dd>
        <dt>Delivered</dt>
        <dd>
          ${many(hook.delivered)}${hook.deliveredAt === null
            ? ""
            : html`, the last <relative-time .millis=${hook.deliveredAt}></relative-time>`}
        </dd>
        <dt>Waiting</dt>
        <dd>${many(hook.waiting)} records at most</dd>
        ${hook.failedAt === null
          ? ""
          : html`<dt>Last failure</dt>
              <dd><relative-time .millis=${hook.failedAt}></relative-time>${hook.attempts > 1 ? `, ${many(hook.attempts)} in a row` : ""}</dd>`}
      </dl>
      <ul>
        ${hook.failing.map(
          (event) =>
            html`<li class="whole">
              <span class="wrong">${plain(event.type)}: ${plain(event.why)}</span>
              ${can("ADMIN")
                ? html`<button
                    title="Never deliver ${event.id} here; what waits behind it goes on"
                    @click=${() => this.#passBy(event.id)}
                  >
                    Pass by
                  </button>`
                : ""}
            </li>`,
        )}
      </ul>
      ${this.said === "" ? "" : html`<p role="alert">${this.said}</p>`}
    </section>`;
  }

  async #passBy(id) {
    try {
      await change("POST", `/api/webhooks/${this.webhook.key}/pass-by`, {id});
      this.said = "";
    } catch (e) {
      this.said = e.message;
    }
  }
}

customElements.define("webhook-health", WebhookHealth);
