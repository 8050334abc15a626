import {LitElement, css, html} from "lit";
import {get} from "./api.js";
import {base} from "./styles.js";
import {plain} from "./words.js";
import "./decision-pill.js";
import "./relative-time.js";

/** What reviewers said of a picture; nothing as long as nobody did. */
class PictureReviews extends LitElement {
  static properties = {key: {}, reviews: {state: true}};
  static styles = [
    base,
    css`
      section {
        padding: 12px 14px;
      }
      p {
        margin: 0;
        padding: 6px 0;
        overflow-wrap: anywhere;
      }
      .undone {
        text-decoration: line-through;
      }
    `,
  ];

  constructor() {
    super();
    this.reviews = [];
  }

  async willUpdate(changes) {
    if (changes.has("key")) {
      try {
        this.reviews = (await get(`/api/images/${encodeURIComponent(this.key)}/reviews`)).reviews;
      } catch {
        this.reviews = [];
      }
    }
  }

  render() {
    return this.reviews.length === 0
      ? ""
      : html`<section class="panel">
          <h2>Reviews</h2>
          ${this.reviews.map((review) => this.#review(review))}
        </section>`;
  }

  #review(review) {
    const said = [
      ...review.labels.map((label) => `+ ${label}`),
      ...review.removed.map((label) => `− ${label}`),
      ...(review.caption === null ? [] : [`“${review.caption}”`]),
    ];
    return html`<p>
      <decision-pill decision=${review.decision}></decision-pill>
      <span class=${review.undone ? "undone" : ""}>${plain(said.join(", "))}</span>
      <span class="soft"
        >${plain(review.reviewer ?? "somebody", 80)}, <relative-time .millis=${review.reviewedAt}></relative-time>${review.undone
          ? ", taken back"
          : ""}</span
      >
    </p>`;
  }
}

customElements.define("picture-reviews", PictureReviews);
