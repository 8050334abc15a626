import {LitElement, css, html} from "lit";
import uPlot from "uplot";
import {onPreferences} from "./preferences.js";
import {base} from "./styles.js";
import {many} from "./words.js";

const HEIGHT = 132;
const COLOURS = ["--accent", "--review", "--block", "--allow", "--edge"];
const FEW = 12;
const DAY_SECONDS = 86_400;

// A sheet that is made here rather than a link: the shadow root takes it like Lit's own.
const sheet = new CSSStyleSheet();
fetch("/page/uplot.css")
  .then((answer) => answer.text())
  .then((text) => sheet.replace(text));

const dark = matchMedia("(prefers-color-scheme: dark)");

/**
 * Numbers over time: each series has a name and its values, null where there is none. What stands at the pointer,
 * or at the place that the arrow keys chose, is told in the legend; else the newest. 'places' are names of the times,
 * told instead of them; 'close' begins the scale near the least number, not at 0.
 */
class TimeChart extends LitElement {
  static properties = {
    heading: {},
    unit: {},
    times: {attribute: false},
    series: {attribute: false},
    places: {attribute: false},
    sparse: {type: Boolean},
    close: {type: Boolean},
    at: {state: true},
  };
  static styles = [
    base,
    sheet,
    css`
      figure {
        margin: 0;
        padding: 12px 14px 8px;
      }
      figcaption {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
        align-items: baseline;
        min-height: 42px;
      }
      h2 {
        margin: 0;
        color: var(--text);
        flex: 1;
        white-space: nowrap;
      }
      time {
        font-size: 12px;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        flex-basis: 100%;
        display: flex;
        flex-wrap: wrap;
        gap: 0 14px;
        font-size: 12.5px;
      }
      li {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        max-width: 100%;
      }
      svg {
        width: 10px;
        height: 10px;
        flex: none;
      }
      .s0 {
        fill: var(--accent);
      }
      .s1 {
        fill: var(--review);
      }
      .s2 {
        fill: var(--block);
      }
      .s3 {
        fill: var(--allow);
      }
      .s4 {
        fill: var(--edge);
      }
      .plot {
        height: ${HEIGHT}px;
        overflow: hidden;
      }
    `,
  ];

  constructor() {
    super();
    this.heading = "";
    this.unit = "";
    this.times = [];
    this.series = [];
    this.places = null;
    this.sparse = false;
    this.close = false;
    this.at = null;
    this.plot = null;
    this.drawn = "";
  }

  connectedCallback() {
    super.connectedCallback();
    this.onTheme = () => this.#forget();
    this.end = onPreferences(this.onTheme);
    dark.addEventListener("change", this.onTheme);
    this.sizes = new ResizeObserver(() => this.#resize());
    this.sizes.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
    dark.removeEventListener("change", this.onTheme);
    this.sizes.disconnect();
    this.#forget();
  }

  #forget() {
    this.plot?.destroy();
    this.plot = null;
    this.requestUpdate();
  }

  #resize() {
    const width = this.renderRoot.querySelector(".plot")?.clientWidth ?? 0;
    if (this.plot !== null && width > 0) {
      this.plot.setSize({width, height: HEIGHT});
    }
  }

  updated() {
    const names = JSON.stringify(this.series.map((each) => each.name));
    if (names !== this.drawn) {
      this.plot?.destroy();
      this.plot = null;
      this.drawn = names;
    }
    const data = [this.times.map((time) => time / 1000), ...this.series.map((each) => each.values)];
    if (this.plot === null) {
      this.#draw(data);
    } else if (this.shownTimes !== this.times) {
      this.plot.setData(data);
    }
    this.shownTimes = this.times;
  }

  #draw(data) {
    const place = this.renderRoot.querySelector(".plot");
    if (place.clientWidth === 0 || this.times.length === 0) {
      return;
    }
    const style = getComputedStyle(this);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour("--soft"),
      font: "11px system-ui, sans-serif",
      grid: {stroke: colour("--line"), width: 1},
      ticks: {show: false},
    };
    this.plot = new uPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        legend: {show: false},
        cursor: {drag: {x: false, y: false}, y: false},
        scales: {y: {range: (plot, low, high) => (this.close ? around(low, high) : [0, high > 0 ? high * 1.1 : 1])}},
        axes: [
          {...axis, size: 26, values: (plot, values) => values.map(span(plot.scales.x) > DAY_SECONDS ? day : clock)},
          {...axis, size: 46, values: (plot, values) => values.map(short)},
        ],
        series: [
          {},
          ...this.series.map((each, i) => ({
            label: each.name,
            stroke: colour(COLOURS[i % COLOURS.length]),
            width: 1.5,
            spanGaps: this.sparse,
            points: {size: 4, show: (plot, at) => plot.data[at].filter((value) => value !== null).length < FEW},
          })),
        ],
        hooks: {setCursor: [(plot) => (this.at = plot.cursor.idx ?? null)]},
      },
      data,
      place,
    );
  }

  render() {
    const at = this.at ?? this.#newest();
    return html`<figure class="panel">
        <figcaption>
          <h2>${this.heading}</h2>
          <time class="soft cut">${this.at === null ? "newest" : this.#place(at)}</time>
          <ul>
            ${this.series.map(
              (each, i) =>
                html`<li>
                  <svg aria-hidden="true"><circle class=${`s${i % COLOURS.length}`} cx="5" cy="5" r="5"></circle></svg>
                  <span class="cut soft">${each.name}</span>
                  <strong>${this.#words(each.values[at])}</strong>
                </li>`,
            )}
            ${this.series.length === 0 ? html`<li class="soft">nothing to show yet</li>` : ""}
          </ul>
        </figcaption>
        <div
          class="plot"
          role="group"
          tabindex="0"
          aria-label=${`${this.heading} over time; arrow keys move along`}
          @keydown=${this.#key}
        ></div>
        <output class="unseen">${this.keyed ? this.#spoken(at) : ""}</output>
      </figure>`;
  }

  /** The newest place where anything is known. */
  #newest() {
    for (let i = this.times.length - 1; i >= 0; i--) {
      if (this.series.some((each) => each.values[i] !== null)) {
        return i;
      }
    }
    return Math.max(0, this.times.length - 1);
  }

  #place(at) {
    return this.places?.[at] ?? new Date(this.times[at]).toLocaleTimeString();
  }

  #words(value) {
    return value === null || value === undefined ? "–" : `${short(value)}${this.unit === "" ? "" : ` ${this.unit}`}`;
  }

  #spoken(at) {
    const values = this.series.map((each) => `${each.name} ${this.#words(each.values[at])}`);
    return `${this.#place(at)}: ${values.join(", ")}`;
  }

  #key(event) {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (step === undefined || this.plot === null) {
      return;
    }
    event.preventDefault();
    this.keyed = true;
    const at = Math.min(this.times.length - 1, Math.max(0, (this.at ?? this.#newest()) + step));
    this.plot.setCursor({left: this.plot.valToPos(this.times[at] / 1000, "x"), top: 1});
    this.at = at;
  }
}

/** Hours and minutes of a time in seconds. */
function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], {hour: "2-digit", minute: "2-digit"});
}

function day(seconds) {
  return new Date(seconds * 1000).toLocaleDateString([], {month: "short", day: "numeric"});
}

function span({min, max}) {
  return max - min;
}

/** A scale with some room on both sides. */
function around(low, high) {
  const room = (high - low || Math.abs(high) || 1) * 0.15;
  return [low - room, high + room];
}

/** A number with as many digits as it is worth. */
function short(value) {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const rounded = Number(value.toFixed(digits));
  return rounded >= 1000 ? many(rounded) : String(rounded);
}

customElements.define("time-chart", TimeChart);
