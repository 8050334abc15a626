import {LitElement, css, html} from "lit";
import {repeat} from "lit/directives/repeat.js";
import {get, upload} from "../parts/api.js";
import {onLive, watch} from "../parts/live.js";
import {base} from "../parts/styles.js";
import "../parts/camera-box.js";
import "../parts/tried-picture.js";

const MOST_BYTES = 16 << 20;
const SHOWN = 12;

/** A picture of one's own, through Kafka and back. */
class TryView extends LitElement {
  static properties = {tried: {state: true}, over: {state: true}, camera: {state: true}, now: {state: true}};
  static styles = [
    base,
    css`
      .drop {
        border: 2px dashed var(--edge);
        border-radius: 12px;
        background: var(--panel);
        padding: 32px 20px;
        display: grid;
        gap: 12px;
        justify-items: center;
        text-align: center;
        margin-bottom: 16px;
      }
      .drop.over {
        border-color: var(--accent);
        background: var(--hover);
      }
      .drop p {
        margin: 0;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 8px;
      }
      input[type="file"] {
        max-width: 240px;
      }
      camera-box {
        margin-bottom: 16px;
      }
      .list {
        display: grid;
        gap: 12px;
      }
      @media (max-width: 720px) {
        .drop {
          padding: 20px 12px;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.tried = [];
    this.over = false;
    this.camera = false;
    this.now = Date.now();
    this.count = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    watch({source: "dashboard"});
    this.ends = [
      onLive("result", (result) => this.#back(result)),
      onLive("state", () => this.#ask()),
    ];
    this.onPaste = (event) => this.#files([...(event.clipboardData?.files ?? [])]);
    addEventListener("paste", this.onPaste);
    this.timer = setInterval(() => (this.now = Date.now()), 250);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.ends.forEach((end) => end());
    removeEventListener("paste", this.onPaste);
    clearInterval(this.timer);
    this.camera = false;
  }

  get #waiting() {
    return this.tried.filter((each) => each.place && !each.result && !each.refusal);
  }

  /** The stream is sampled: what it leaves out is asked for. */
  async #ask() {
    for (const each of this.#waiting) {
      try {
        const {results, refusals} = await get(`/api/tries/${each.key}`);
        if (results.length > 0) {
          this.#back(results.at(-1));
        } else if (refusals.length > 0) {
          this.#change(each, {refusal: refusals[0]});
        }
      } catch {
        return; // the line at the top says what is wrong
      }
    }
  }

  #back(result) {
    const found = this.#waiting.find((each) => each.imageId === result.imageId);
    if (found) {
      this.#change(found, {result, tookMillis: Date.now() - found.sentAt});
    }
  }

  #change(tried, what) {
    this.tried = this.tried.map((each) => (each.number === tried.number ? {...each, ...what} : each));
  }

  #files(files) {
    files.slice(0, SHOWN).forEach((file) => this.#send(file, file.name || "pasted picture"));
  }

  async #send(blob, name) {
    const tried = {number: this.count++, name, sentAt: Date.now()};
    this.tried = [tried, ...this.tried].slice(0, SHOWN);
    if (blob.size > MOST_BYTES) {
      this.#change(tried, {failed: "This file is larger than 16 MB; choose a smaller one."});
      return;
    }
    try {
      this.#change(tried, await upload("/api/tries", blob));
      await this.#ask();
    } catch (e) {
      this.#change(tried, {failed: e.message});
    }
  }

  render() {
    return html`
      <h1>Try a picture</h1>
      <div
        class="drop ${this.over ? "over" : ""}"
        @dragover=${(event) => {
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => (this.over = false)}
        @drop=${this.#drop}
      >
        <p><strong>Drop a picture here, or paste one.</strong></p>
        <p class="soft">It is sent to the images topic like any other, and comes back with its tags. JPEG, PNG, GIF or WebP.</p>
        <div class="buttons">
          <input type="file" accept="image/*" multiple aria-label="Choose pictures" @change=${this.#choose} />
          <button type="button" aria-pressed=${this.camera} @click=${() => (this.camera = !this.camera)}>Camera</button>
        </div>
      </div>
      ${this.camera
        ? html`<camera-box
            @taken=${({target}) => {
              this.camera = false;
              this.#send(target.blob, "camera");
            }}
            @closed=${() => (this.camera = false)}
          ></camera-box>`
        : ""}
      <div class="list">
        ${repeat(
          this.tried,
          (each) => each.number,
          (each) => html`<tried-picture .tried=${each} .now=${this.now}></tried-picture>`,
        )}
      </div>
    `;
  }

  #drop(event) {
    event.preventDefault();
    this.over = false;
    this.#files([...event.dataTransfer.files]);
  }

  #choose(event) {
    this.#files([...event.target.files]);
    event.target.value = "";
  }
}

customElements.define("try-view", TryView);
