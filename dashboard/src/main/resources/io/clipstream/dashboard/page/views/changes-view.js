import {LitElement, css, html} from "lit";
import {get} from "../parts/api.js";
import {base} from "../parts/styles.js";
import {plain} from "../parts/words.js";
import "../parts/empty-state.js";
import "../parts/relative-time.js";

const PAGE = 200;

/** Who changed what, for admins. */
class ChangesView extends LitElement {
  static properties = {entries: {state: true}, failed: {state: true}};
  static styles = [
    base,
    css`
      .panel {
        overflow-x: auto;
      }
      table {
        border-collapse: collapse;
        width: 100%;
      }
      th,
      td {
        text-align: left;
        padding: 8px 12px;
        border-top: 1px solid var(--line);
        vertical-align: top;
      }
      th {
        border-top: 0;
        color: var(--soft);
        font-weight: 600;
        font-size: 12.5px;
      }
      td:first-child {
        white-space: nowrap;
      }
      .refused {
        color: var(--block);
      }
    `,
  ];

  constructor() {
    super();
    this.entries = null;
    this.failed = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  async #load() {
    try {
      this.entries = (await get("/api/audit", {limit: PAGE})).entries;
      this.failed = "";
    } catch (e) {
      this.failed = e.message;
    }
  }

  render() {
    return html`<h1>Changes</h1>
      ${this.#content()}`;
  }

  #content() {
    if (this.failed !== "") {
      return html`<empty-state heading="The log cannot be read">${this.failed}</empty-state>`;
    }
    if (this.entries === null) {
      return html`<p class="soft" role="status">loading…</p>`;
    }
    if (this.entries.length === 0) {
      return html`<empty-state heading="Nothing was changed yet"
        >Logins and every change that somebody makes here will be listed.</empty-state
      >`;
    }
    return html`<div class="panel" tabindex="0" role="region" aria-label="Changes, newest first">
      <table>
        <thead>
          <tr>
            <th>When</th>
            <th>Who</th>
            <th>What</th>
            <th>From</th>
          </tr>
        </thead>
        <tbody>
          ${this.entries.map((entry) => this.#row(entry))}
        </tbody>
      </table>
    </div>`;
  }

  #row(entry) {
    const address = `${entry.method} ${entry.path}`;
    const isRefused = entry.status >= 400;
    return html`<tr>
      <td class="soft"><relative-time .millis=${entry.at}></relative-time></td>
      <td class="whole">${entry.who === "" ? "–" : plain(entry.who)}</td>
      <td class="whole">
        ${entry.what === "" ? plain(address) : html`<span title=${plain(address)}>${plain(entry.what)}</span>`}
        ${isRefused ? html`<span class="refused">· ${entry.status}</span>` : ""}
      </td>
      <td class="soft">${plain(entry.address)}</td>
    </tr>`;
  }
}

customElements.define("changes-view", ChangesView);
