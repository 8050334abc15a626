import {LitElement, css, html, svg} from "lit";
import {get} from "./api.js";
import {base} from "./styles.js";
import {many, plain} from "./words.js";
import "./decision-pill.js";

const DECISIONS = ["ALLOW", "TAG", "REVIEW", "BLOCK"];
const LABELS = 8;

/** How pictures were decided with a checkpoint, beside the one before it. */
class SwapShares extends LitElement {
  static properties = {before: {}, after: {}, found: {state: true}, failed: {state: true}};
  static styles = [
    base,
    css`
      .row {
        display: grid;
        grid-template-columns: 110px minmax(60px, 1fr) 56px 56px;
        gap: 8px;
        align-items: center;
        padding: 3px 0;
        font-size: 13px;
      }
      .row > :nth-child(n + 3) {
        text-align: right;
      }
      decision-pill {
        justify-self: start;
      }
      .names {
        color: var(--soft);
        font-size: 12px;
      }
      svg {
        width: 100%;
        height: 14px;
        display: block;
      }
      .back {
        fill: var(--allow-bg);
      }
      .old {
        fill: var(--edge);
      }
      .new {
        fill: var(--accent);
      }
    `,
  ];

  constructor() {
    super();
    this.before = "";
    this.after = "";
    this.found = null;
    this.failed = "";
  }

  willUpdate(changes) {
    if (changes.has("before") || changes.has("after")) {
      this.#load(this.before, this.after);
    }
  }

  async #load(before, after) {
    this.found = null;
    try {
      const found = await get("/api/models/comparison", {before, after});
      if (before === this.before && after === this.after) {
        this.found = found;
        this.failed = "";
      }
    } catch (e) {
      this.failed = e.message;
    }
  }

  render() {
    if (this.failed !== "") {
      return html`<p class="soft">${this.failed}</p>`;
    }
    if (this.found === null) {
      return html`<p class="soft" role="status">counting…</p>`;
    }
    const {rules, before, after, both} = this.found;
    if (rules === null) {
      return html`<p class="soft">
        The index has no pictures of both, this one and ${plain(this.before, 60)}, under one revision of one label set.
      </p>`;
    }
    return html`<p class="soft">
        Under ${plain(rules.labelSet, 60)} r${rules.revision}: the last ${many(before.pictures)} pictures of
        ${plain(this.before, 60)} beside the last ${many(after.pictures)} of this one. They need not be the same pictures,
        so what was sent may differ too.
      </p>
      <div class="row names"><span></span><span></span><span>before</span><span>this</span></div>
      ${DECISIONS.map((name) =>
        row(
          html`<decision-pill decision=${name}></decision-pill>`,
          share(before.decisions[name], before.pictures),
          share(after.decisions[name], after.pictures),
        ),
      )}
      ${labels(before, after).map(({name, old, now}) => row(html`<span class="cut" title=${plain(name)}>${plain(name)}</span>`, old, now))}
      <p>
        ${both.pictures === 0
          ? html`<span class="soft">No picture was tagged by both.</span>`
          : html`Of ${many(both.pictures)} pictures that both tagged, <strong>${many(both.changed)}</strong>
              (${percent(share(both.changed, both.pictures))}) were decided otherwise.`}
      </p>`;
  }
}

/** The labels whose shares differ most. */
function labels(before, after) {
  return [...new Set([...Object.keys(before.labels), ...Object.keys(after.labels)])]
    .map((name) => ({
      name,
      old: share(before.labels[name], before.pictures),
      now: share(after.labels[name], after.pictures),
    }))
    .sort((one, other) => Math.abs(other.now - other.old) - Math.abs(one.now - one.old))
    .slice(0, LABELS);
}

function share(count, all) {
  return all === 0 ? 0 : (count ?? 0) / all;
}

function percent(value) {
  return `${(100 * value).toFixed(1)} %`;
}

function row(name, old, now) {
  return html`<div class="row">
    ${name}
    <svg aria-hidden="true">
      <rect class="back" width="100%" height="14" rx="3"></rect>
      ${svg`<rect class="old" width=${`${100 * old}%`} y="1" height="5" rx="2"></rect>
        <rect class="new" width=${`${100 * now}%`} y="8" height="5" rx="2"></rect>`}
    </svg>
    <span>${percent(old)}</span>
    <span>${percent(now)}</span>
  </div>`;
}

customElements.define("swap-shares", SwapShares);
