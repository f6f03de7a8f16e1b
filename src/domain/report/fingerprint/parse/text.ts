// Reports in somebody's own words: the title is the key; who else means the same is for the similarity step to suggest.
import { withoutReturns } from '../cut/lines.ts';
import { jsonReport } from '../detect/json-report.ts';
import { messageTemplate } from '../normalise/message.ts';
import type { Reading } from '../trace.ts';

const maxRawChars = 1200;
const maxTextChars = 64 * 1024;

export type BugText = { readonly title: string; readonly description: string };

/** The first line of a plain text is its title. */
export function bugText(text: string): BugText {
  const report = jsonReport(text);
  if (report?.kind === 'text') return { title: report.title, description: report.description };
  const said = withoutReturns(text.slice(0, maxTextChars)).trim();
  const end = said.indexOf('\n');
  return end === -1
    ? { title: said, description: '' }
    : { title: said.slice(0, end), description: said.slice(end + 1) };
}

export function readText(text: string): Reading {
  const { title, description } = bugText(text);
  const words = titleWords(title);
  const strict = words === '' ? messageTemplate(description).toLowerCase() : words;
  return {
    trace: { failure: '', process: '', message: title, frames: [] },
    verdicts: [],
    parts: { strict: [strict], loose: [strict], alt: [], raw: [title, description.slice(0, maxRawChars)] },
    title: title.trim().slice(0, 120),
  };
}

const titleWords = (title: string): string =>
  messageTemplate(title.toLowerCase())
    .replace(/[^\p{L}\p{N}<>]+/gu, ' ')
    .trim();
