// Reads reports that were acknowledged unread: gives them their keys, and puts them among the others.
import type { Filing, Unread } from '../domain/issue/filing.ts';
import { deriveKeys } from '../domain/issue/keys.ts';
import type { UnreadReports, WhichUnread } from './ports/unread-reports.ts';

export type ReadPorts = { readonly unreadReports: UnreadReports };

/** Half of what reading costs PostgreSQL is the same for one report and for all of these; long ones come in smaller lots. */
const reportsAtOnce = 128;

const never = () => false;

/** Stops after `maxReports`, when none is left, or as soon as `isLater` says that it is to be gone on with later. Answers how many it read. */
export async function readReports(
  { unreadReports }: ReadPorts,
  which: WhichUnread,
  maxReports = Number.POSITIVE_INFINITY,
  isLater: () => boolean = never,
): Promise<number> {
  let read = 0;
  let first: string | null = null;
  while (read < maxReports && !isLater()) {
    const unread = await unreadReports.loadUnread(which, Math.min(reportsAtOnce, maxReports - read));
    const oldest = unread[0] === undefined ? null : `${unread[0].product}/${unread[0].id}`;
    // What could not be read stays the oldest, and waits for whoever reads next.
    if (oldest === null || oldest === first) break;
    first = oldest;
    await unreadReports.recordRead(unread.map((report) => giveKeys(report)));
    read += unread.length;
  }
  return read;
}

/** With `sameAs` it goes to the issue that knows that key, whatever its words are. */
export function giveKeys(unread: Unread, sameAs?: string): Filing {
  const { kind, title, body } = unread;
  const own = deriveKeys({ kind, title, text: body });
  const keys = sameAs === undefined ? own : { ...own, strict: sameAs, alt: [] };
  const shown = title === '' ? keys.title : title;
  return { ...unread, keys, title: shown === '' ? kind : shown };
}
