import {css} from "lit";

/** What the table of labels looks like: rows that become blocks in narrow windows. */
export const tableStyles = css`
  .row {
    display: grid;
    grid-template-columns: minmax(100px, 1.1fr) minmax(110px, 1.4fr) minmax(150px, 1.6fr) 96px 104px 36px;
    gap: 12px;
    align-items: center;
    padding: 9px 14px;
    border-bottom: 1px solid var(--line);
  }
  .head {
    color: var(--soft);
    font-size: 12.5px;
    font-weight: 600;
  }
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  input,
  select,
  textarea {
    width: 100%;
    border-color: transparent;
    background: transparent;
  }
  :is(input, select, textarea):is(:hover, :focus) {
    border-color: var(--edge);
  }
  textarea {
    font: inherit;
    color: var(--text);
    border: 1px solid transparent;
    border-radius: 8px;
    padding: 5px 8px;
    resize: vertical;
    field-sizing: content;
    max-height: 150px;
  }
  .row > * {
    min-width: 0;
  }
  .name {
    font-weight: 600;
  }
  .under {
    display: flex;
    align-items: center;
    color: var(--soft);
    font-size: 12px;
    padding-left: 8px;
  }
  .under input {
    min-height: 24px;
    font-size: 12px;
    color: var(--soft);
  }
  .threshold {
    display: grid;
    grid-template-columns: 1fr 62px;
    gap: 4px;
    align-items: center;
  }
  select[data-action="TAG"] {
    color: var(--tag);
  }
  select[data-action="REVIEW"] {
    color: var(--review);
  }
  select[data-action="BLOCK"] {
    color: var(--block);
  }
  select {
    font-weight: 650;
    font-size: 12.5px;
  }
  .measured {
    font-size: 12.5px;
  }
  .measured small {
    display: block;
    color: var(--soft);
    font-size: 12px;
  }
  button.remove {
    padding: 0;
    justify-content: center;
    width: 32px;
    color: var(--soft);
  }
  form {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 10px 14px;
    align-items: center;
  }
  form input {
    width: 200px;
    border-color: var(--edge);
  }
  .find {
    margin-left: auto;
  }
  .wrong {
    color: var(--block);
  }
  @media (max-width: 1000px) {
    .head {
      display: none;
    }
    .row {
      grid-template-columns: minmax(0, 1fr) 104px 36px;
      gap: 6px 10px;
    }
    .row > .prompts,
    .row > .threshold,
    .row > .measured {
      grid-column: 1 / -1;
    }
    .row > .action,
    .row > .remove {
      order: -1;
    }
    .row > .first {
      order: -2;
    }
    .measured {
      padding-left: 8px;
    }
    .measured small {
      display: inline;
      margin-left: 8px;
    }
  }
`;
