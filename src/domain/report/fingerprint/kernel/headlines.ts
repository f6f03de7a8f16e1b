// All headlines of kernel reports, and which one a line has.
import { bugHeadline } from './bug-formats.ts';
import type { Headline } from './format.ts';
import { infoHeadline } from './info-formats.ts';
import { oopsHeadlines } from './oops-formats.ts';
import { panicHeadlines } from './panic-formats.ts';
import { warningHeadline } from './warning-formats.ts';

const headlines: readonly Headline[] = [
  bugHeadline,
  warningHeadline,
  infoHeadline,
  ...panicHeadlines,
  ...oopsHeadlines,
];

/** What to look for in a text to find a headline. */
export const headlineWords: readonly string[] = headlines.map(({ header }) => header);

/** Any of them. */
export const anyHeader = new RegExp(headlineWords.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'));

/** Null for lines that are none. */
export function findHeadline(line: string): Headline | null {
  if (!anyHeader.test(line)) return null;
  return (
    headlines.find(
      ({ header, unless = [] }) => line.includes(header) && !unless.some((pattern) => pattern.test(line)),
    ) ?? null
  );
}

/** Headlines that follow from the one before and go on with its report. */
const consequences =
  /invalid opcode: 0000|Kernel panic - not syncing|unregister_netdevice: waiting for|PANIC: double fault|Internal error:|Oops: (?:00|Kernel access|Exception in)|Kernel bug detected\[/;
const otherStacks = /vmalloc: allocation failure:|FAULT_INJECTION: forcing a failure|FAULT_FLAG_ALLOW_RETRY missing/;

export const startsAnotherReport = (line: string): boolean =>
  otherStacks.test(line) || (findHeadline(line) !== null && !consequences.test(line));
