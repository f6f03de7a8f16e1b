// What an engineer's form has just done, at the top of the page that it leads to.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { IssueModel } from './model.ts';

export const doings = ['saved', 'unchanged', 'told', 'noted', 'merged', 'split'] as const;
export type Doing = (typeof doings)[number];

type Standing = Pick<IssueModel, 'status' | 'owner'>;

/** It says how the issue stands now, which is true also when the page is loaded again. */
export function doneWords(done: Doing, { status, owner }: Standing): string {
  const now = `It is now: ${status}, owner ${owner === '' ? 'nobody' : owner}.`;
  switch (done) {
    case 'saved':
      return `Saved. ${now}`;
    case 'unchanged':
      return `There was nothing to save: it was so already. ${now}`;
    case 'told':
      return 'Said, to those who reported it.';
    case 'noted':
      return 'Noted. Nobody outside sees it.';
    case 'merged':
      return 'Merged: the reports of both are here.';
    case 'split':
      return 'Split: those reports are here, in an issue of their own.';
  }
}

/** Where the address leads, so that a keyboard goes on from it and a screen reader reads it first. */
export const DoneNote = ({ done, standing }: { readonly done: Doing; readonly standing: Standing }) => (
  <p class="note good" id="done" role="status" tabindex={-1}>
    {doneWords(done, standing)}
  </p>
);
