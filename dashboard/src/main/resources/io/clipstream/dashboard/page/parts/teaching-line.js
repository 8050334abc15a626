import {LitElement, css, html} from "lit";
import {change, get} from "./api.js";
import {onLive} from "./live.js";
import {base} from "./styles.js";
import {plain} from "./words.js";

/** What the training jobs are at, the last verdict of the gate, and a button that asks for a round. */
class TeachingLine extends LitElement {
  static properties = {rounds: {state: true}, said: {state: true}};
  static styles = [base, css`p { display: flex; gap: 10px; align-items: center; flex-wrap: wrap; }`];

  constructor() {
    super();
    this.rounds = {jobs: [], verdicts: []};
    this.said = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.end = onLive("state", () => this.#load());
    this.#load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
  }

  async #load() {
    try {
      this.rounds = await get("/api/rounds");
    } catch {
      // The line of what runs says that the server is away.
    }
  }

  async #ask(model) {
    try {
      await change("POST", "/api/rounds", {id: crypto.randomUUID(), model, reason: "asked for on the page"});
      this.said = "asked";
    } catch (e) {
      this.said = e.message;
    }
  }

  render() {
    return this.rounds.jobs.map((job) => {
      const verdict = this.rounds.verdicts.find((each) => each.model === job.model);
      return html`<p class="soft">
        <span>${plain(job.name)}: ${plain(job.activity ?? "says nothing yet")}</span>
        ${verdict ? html`<span>${plain(`${verdict.checkpoint}: ${verdict.status} ${verdict.reason ?? ""}`)}</span>` : ""}
        <button type="button" @click=${() => this.#ask(job.model)}>Train now</button> ${this.said}
      </p>`;
    });
  }
}

customElements.define("teaching-line", TeachingLine);
