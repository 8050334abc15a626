import {LitElement, css, html} from "lit";
import {base} from "./styles.js";
import {duration, plain} from "./words.js";
import "./relative-time.js";

/** What each subtask makes of the checkpoint in force. */
class ServingList extends LitElement {
  static properties = {serving: {attribute: false}, inForce: {}};
  static styles = [
    base,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        padding: 6px 0;
        border-top: 1px solid var(--line);
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        justify-content: space-between;
      }
      li:first-child {
        border: 0;
      }
      .wrong {
        color: var(--block);
      }
      .waits {
        color: var(--review);
      }
      .problem {
        flex-basis: 100%;
        font-size: 13px;
      }
    `,
  ];

  render() {
    if (this.serving.length === 0) {
      return html`<p class="soft">
        No job that follows this model has said anything: nobody answers, and the next start takes what is in force.
      </p>`;
    }
    const serves = this.serving.filter((each) => each.answer === "SERVES").length;
    return html`<p role="status">${serves} of ${this.serving.length} subtasks serve with ${plain(this.inForce, 80)}.</p>
      <ul>
        ${this.serving.map((each) => this.#subtask(each))}
      </ul>`;
  }

  #subtask(each) {
    const [words, kind] = says(each);
    return html`<li>
      <span class="whole"
        >${plain(each.job, 80)}${each.parallelism > 1 ? ` · subtask ${each.subtask}` : ""}
        <span class="soft">${each.device ? plain(each.device, 30) : ""}</span></span
      >
      <span><span class=${kind}>${words}</span> <span class="soft"><relative-time .millis=${each.updatedAt}></relative-time></span></span>
      ${each.problem === "" ? "" : html`<span class="problem whole ${kind}">${plain(each.problem)}</span>`}
    </li>`;
  }
}

function says({answer, active, pending, tookMillis}) {
  const goesOn = active === null ? "tags nothing" : `tags with ${plain(active, 60)}`;
  switch (answer) {
    case "SERVES":
      return [tookMillis === null ? "serves with it" : `serves with it, after ${duration(tookMillis)}`, ""];
    case "REFUSES":
      return [`refuses it, ${goesOn}`, "wrong"];
    case "PINNED":
      return [`does not follow, ${goesOn}`, "soft"];
    case "SILENT":
      return ["is silent", "wrong"];
    case "ENDED":
      return ["has ended", "soft"];
    default:
      return [`${pending === null ? "has not answered yet" : `makes ${plain(pending, 60)} ready`}, ${goesOn}`, "waits"];
  }
}

customElements.define("serving-list", ServingList);
