import {LitElement, html} from "lit";
import {ago} from "./words.js";

const all = new Set();
setInterval(() => all.forEach((each) => each.requestUpdate()), 1000);

/** How long ago something was; exactly, under the pointer. */
class RelativeTime extends LitElement {
  static properties = {millis: {type: Number}};

  connectedCallback() {
    super.connectedCallback();
    all.add(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    all.delete(this);
  }

  render() {
    if (!Number.isFinite(this.millis)) {
      return html`–`;
    }
    const exact = new Date(this.millis);
    return html`<time datetime=${exact.toISOString()} title=${exact.toLocaleString()}
      >${ago(this.millis, Date.now())}</time
    >`;
  }
}

customElements.define("relative-time", RelativeTime);
