// Names the reports that crashes inside of a report become, so that each finds the other without a table.
import { hashWords } from '../fingerprint/key/hash.ts';
import { maxInnerCrashes } from './gather-crashes.ts';

/** As long as an id may be. */
const maxIdChars = 64;
const form = /^(.{1,61})\.c[1-9]$/;

/** `bug-7.c1`, `bug-7.c2`; of an id that leaves no room, its hash stands for its end. */
export function listInnerIds(id: string): string[] {
  const room = maxIdChars - '.c1'.length;
  const stem = id.length <= room ? id : `${id.slice(0, 28)}.${hashWords([id])}`;
  return Array.from({ length: maxInnerCrashes }, (_, at) => `${stem}.c${at + 1}`);
}

/** Whether it may be the id of a report that was inside of another: nothing is looked for inside of that. */
export const isInnerId = (id: string): boolean => form.test(id);

/** The report that one may have been inside of; null where its id is of no such form. */
export const outerId = (id: string): string | null => form.exec(id)?.[1] ?? null;
