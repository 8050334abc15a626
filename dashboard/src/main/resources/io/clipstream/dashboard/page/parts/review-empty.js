import {html} from "lit";
import {many} from "./words.js";
import "./empty-state.js";

/** What a reviewer sees who has no picture before him, and what to do about it. */
export function nothingWaits(desk) {
  if (!desk.loaded) {
    return html`<p class="soft">looking…</p>`;
  }
  const {skipped} = desk;
  const others = (desk.summary?.counts.all ?? 0) - skipped.length;
  return html`<empty-state heading="Nothing waits for you here">
    ${skipped.length > 0
      ? html`<p>You skipped ${many(skipped.length)}. <button type="button" @click=${() => desk.unskip()}>Look at them</button></p>`
      : ""}
    ${others > 0 ? elsewhere(desk, others) : skipped.length > 0 ? "" : whatComes()}
  </empty-state>`;
}

function elsewhere({isAway, skipped}, others) {
  if (isAway) {
    return html`${many(others)} wait. You were away: move the pointer or press a key to look at them.`;
  }
  return html`${many(others)} ${skipped.length > 0 ? "others wait" : "wait"}, in other queues or before other reviewers; what
  those leave comes here in two minutes.`;
}

function whatComes() {
  return html`Pictures that a job sends to REVIEW or BLOCK, that are near a threshold, or that are a sample, appear here by
  themselves.`;
}
