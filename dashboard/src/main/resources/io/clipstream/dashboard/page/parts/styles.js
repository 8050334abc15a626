import {css} from "lit";

/** What every component looks like. */
export const base = css`
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  * {
    box-sizing: border-box;
  }
  h1 {
    font-size: 17px;
    margin: 0 0 12px;
    letter-spacing: -0.01em;
  }
  h2 {
    font-size: 13px;
    margin: 0 0 8px;
    color: var(--soft);
    font-weight: 600;
  }
  p {
    margin: 0 0 8px;
    overflow-wrap: anywhere;
  }
  a {
    color: var(--accent);
  }
  .panel {
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 12px;
    box-shadow: var(--shadow);
  }
  .soft {
    color: var(--soft);
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
  }
  .whole {
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }
  button,
  .button {
    font: inherit;
    font-weight: 550;
    color: var(--text);
    background: var(--panel);
    border: 1px solid var(--line);
    border-radius: 8px;
    padding: 6px 12px;
    min-height: 32px;
    cursor: pointer;
    display: inline-flex;
    gap: 8px;
    align-items: center;
    text-decoration: none;
  }
  button:hover:not(:disabled) {
    background: var(--hover);
  }
  button:disabled {
    color: var(--soft);
    cursor: default;
  }
  button.main {
    background: var(--accent);
    color: var(--on-accent);
    border-color: transparent;
  }
  input,
  select {
    font: inherit;
    color: var(--text);
    background: var(--panel);
    border: 1px solid var(--edge);
    border-radius: 8px;
    padding: 5px 8px;
    min-height: 32px;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  kbd {
    font: 600 11.5px ui-monospace, monospace;
    border: 1px solid var(--line);
    border-bottom-width: 2px;
    border-radius: 5px;
    padding: 0 6px;
    background: var(--bg);
    color: var(--soft);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
