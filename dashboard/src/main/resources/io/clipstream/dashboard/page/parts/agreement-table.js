import {LitElement, css, html} from "lit";
import {get} from "./api.js";
import {base} from "./styles.js";
import {many, plain} from "./words.js";

const EVERY_MILLIS = 10_000;

/** How often two reviewers of one picture agreed; nothing as long as nobody looks twice. */
class AgreementTable extends LitElement {
  static properties = {found: {state: true}};
  static styles = [
    base,
    css`
      details {
        margin-top: 16px;
        padding: 10px 14px;
      }
      summary {
        cursor: pointer;
        font-weight: 600;
      }
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(260px, 1fr));
        gap: 24px;
        margin-top: 12px;
      }
      table {
        border-collapse: collapse;
        width: 100%;
        font-size: 13px;
        table-layout: fixed;
      }
      th {
        text-align: left;
        color: var(--soft);
        font-weight: 600;
      }
      td,
      th {
        padding: 4px 0;
        border-bottom: 1px solid var(--line);
      }
      td.number,
      th.number {
        text-align: right;
        width: 76px;
      }
    `,
  ];

  constructor() {
    super();
    this.found = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => this.#load(), EVERY_MILLIS);
    this.#load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  async #load() {
    try {
      this.found = await get("/api/review/agreement");
    } catch {
      // The line of what runs says that the server is away.
    }
  }

  render() {
    if (this.found === null || (this.found.share === 0 && this.found.reviewers.length === 0)) {
      return "";
    }
    const {labels, reviewers, share} = this.found;
    return html`<details class="panel">
      <summary>Two pairs of eyes: ${(100 * share).toFixed(0)} % of the pictures</summary>
      ${reviewers.length === 0
        ? html`<p class="soft">No picture has two reviews yet. Each reviewer needs a name of his own.</p>`
        : html`<div class="two">${table("Label", labels)} ${table("Reviewer", reviewers)}</div>`}
    </details>`;
  }
}

function table(title, rows) {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${title}</th>
        <th scope="col" class="number">pairs</th>
        <th scope="col" class="number">agreed</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({name, pairs, agreed}) => html`<tr>
          <td class="cut" title=${plain(name)}>${plain(name, 80)}</td>
          <td class="number">${many(pairs)}</td>
          <td class="number">${((100 * agreed) / pairs).toFixed(0)} %</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

customElements.define("agreement-table", AgreementTable);
