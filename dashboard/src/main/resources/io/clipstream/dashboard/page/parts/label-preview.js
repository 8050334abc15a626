import {LitElement, css, html, nothing} from "lit";
import {change, get} from "./api.js";
import {base} from "./styles.js";
import {many, plain, score} from "./words.js";
import "./decision-pill.js";
import "./picture-frame.js";

const ASK_MILLIS = 300;
const SHOWN = 24;

/** What a draft would change, tried on the newest pictures by the tagging job. */
class LabelPreview extends LitElement {
  static properties = {
    draft: {attribute: false},
    disabled: {type: Boolean},
    pictures: {state: true},
    progress: {state: true},
    found: {state: true},
    failed: {state: true},
  };
  static styles = [
    base,
    css`
      .ask {
        display: flex;
        gap: 8px;
        padding: 12px 14px;
        align-items: center;
        flex-wrap: wrap;
      }
      progress {
        flex: 1;
        min-width: 80px;
        accent-color: var(--accent);
      }
      dl {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        margin: 0;
        border-block: 1px solid var(--line);
      }
      dl div {
        padding: 10px 14px;
        border-left: 1px solid var(--line);
        display: flex;
        flex-direction: column-reverse;
        justify-content: flex-end;
      }
      dl div:first-child {
        border: 0;
      }
      dd {
        margin: 0;
        font-size: 22px;
        font-weight: 650;
      }
      dt {
        font-size: 12px;
        color: var(--soft);
      }
      p {
        margin: 0;
        padding: 10px 14px;
        overflow-wrap: anywhere;
      }
      .stale {
        color: var(--review);
        background: var(--review-bg);
      }
      .wrong {
        color: var(--block);
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 4px 14px;
        max-height: 420px;
        overflow-y: auto;
      }
      li {
        display: flex;
        gap: 10px;
        padding: 7px 0;
        align-items: center;
      }
      picture-frame {
        width: 52px;
        flex: none;
        border-radius: 8px;
      }
      li a {
        color: inherit;
        text-decoration: none;
        min-width: 0;
      }
      li a:hover {
        text-decoration: underline;
      }
      strong {
        display: block;
      }
    `,
  ];

  constructor() {
    super();
    this.disabled = false;
    this.pictures = 200;
    this.progress = null;
    this.found = null;
    this.failed = "";
    this.tried = "";
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.progress = null;
  }

  async #try() {
    const tried = JSON.stringify(this.draft);
    this.progress = {done: 0, total: 0};
    this.failed = "";
    try {
      const {id} = await change("POST", "/api/labels/previews", {set: this.draft, pictures: this.pictures});
      await this.#follow(id);
      this.tried = tried;
    } catch (e) {
      this.failed = e.message;
    } finally {
      this.progress = null;
    }
  }

  async #follow(id) {
    while (this.progress !== null) {
      const {done, total, problem, result, checkpoint} = await get(`/api/labels/previews/${id}`);
      if (problem !== null) {
        throw new Error(problem);
      }
      if (result !== null) {
        this.found = {...result, checkpoint};
        return;
      }
      this.progress = {done, total};
      await new Promise((resolve) => setTimeout(resolve, ASK_MILLIS));
    }
  }

  render() {
    const busy = this.progress !== null;
    return html`<section class="panel" aria-label="Preview">
      <div class="ask">
        <button class="try" ?disabled=${busy || this.disabled} @click=${this.#try}>Preview</button>
        ${busy
          ? html`<progress
              aria-label="pictures tried"
              max=${this.progress.total || 1}
              .value=${this.progress.done}
            ></progress>`
          : html`<label class="soft"
              >on the last
              <select @change=${(event) => (this.pictures = Number(event.target.value))}>
                ${[50, 200, 500, 1000].map(
                  (count) => html`<option value=${count} ?selected=${count === this.pictures}>${many(count)}</option>`,
                )}
              </select>
              pictures</label
            >`}
      </div>
      ${this.failed === "" ? nothing : html`<p class="wrong" role="alert">${plain(this.failed, 600)}</p>`}
      ${this.found === null ? nothing : this.#result(this.found)}
    </section>`;
  }

  #result(found) {
    const stale = this.tried !== "" && this.tried !== JSON.stringify(this.draft);
    return html`
      ${stale ? html`<p class="stale">The draft has changed since.</p>` : nothing}
      <dl>
        ${this.#count("changed", found.changed, found.isNew ? `pictures tried` : `of ${many(found.compared)} would change`)}
        ${found.isNew
          ? html`${this.#count("review", found.after.REVIEW ?? 0, "to review")}
            ${this.#count("block", found.after.BLOCK ?? 0, "blocked")}`
          : html`${found.enter > found.leave
              ? this.#count("enter", found.enter, `enter the queue${found.leave > 0 ? `, ${many(found.leave)} leave` : ""}`)
              : this.#count("leave", found.leave, `leave the queue${found.enter > 0 ? `, ${many(found.enter)} enter` : ""}`)}
            ${this.#count("block", found.blocks, found.blocks === 1 ? "new block" : "new blocks")}`}
      </dl>
      <p class="soft" data-count="after">
        ${["ALLOW", "TAG", "REVIEW", "BLOCK"]
          .filter((decision) => found.after[decision] || found.before[decision])
          .map(
            (decision, i) =>
              html`${i > 0 ? " · " : ""}${decision}
              ${found.isNew ? "" : `${many(found.before[decision] ?? 0)} → `}${many(found.after[decision] ?? 0)}`,
          )}
      </p>
      ${found.missing === 0
        ? nothing
        : html`<p class="soft">${many(found.missing)} could not be tried: ${plain(found.why)}.</p>`}
      ${found.pictures.length === 0
        ? html`<p class="soft">Nothing would change on these pictures.</p>`
        : html`<ul tabindex="0" aria-label="Pictures that would change">
            ${found.pictures.slice(0, SHOWN).map((picture) => this.#picture(picture))}
            ${found.changed > SHOWN ? html`<li class="soft">and ${many(found.changed - SHOWN)} more</li>` : nothing}
          </ul>`}
    `;
  }

  #count(name, number, title) {
    return html`<div>
      <dt>${title}</dt>
      <dd data-count=${name}>${many(number)}</dd>
    </div>`;
  }

  #picture({imageKey, image, before, after}) {
    const tag = telling(before, after);
    return html`<li>
      <picture-frame .place=${image} side="160" .name=${"the picture"}></picture-frame>
      <a class="cut" href=${`/pictures/${imageKey}`}>
        <strong class="cut">${tag === undefined ? "no label" : `${plain(tag.label, 60)} ${score(tag.score)}`}</strong>
        ${before === null ? nothing : html`<decision-pill decision=${before.decision}></decision-pill> →`}
        <decision-pill decision=${after.decision}></decision-pill>
      </a>
    </li>`;
  }
}

/** The label that says best why it changes: one that applies anew or no more, else the best. */
function telling(before, after) {
  const was = new Set((before?.tags ?? []).filter((tag) => tag.applied).map((tag) => tag.label));
  const now = new Set(after.tags.filter((tag) => tag.applied).map((tag) => tag.label));
  return (
    after.tags.find((tag) => tag.applied && !was.has(tag.label)) ??
    after.tags.find((tag) => was.has(tag.label) && !now.has(tag.label)) ??
    before?.tags.find((tag) => tag.applied && !now.has(tag.label)) ??
    after.tags[0]
  );
}

customElements.define("label-preview", LabelPreview);
