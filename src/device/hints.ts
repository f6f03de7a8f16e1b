// What a poll's answer tells of the repository, as the updater takes it: the timestamp's bytes and the newest root.
import { encodeCanonical } from '../wire/canonical-json.ts';
import type { PollAnswerBody } from '../wire/device/poll-answer.ts';
import type { Hints } from './trust/updater.ts';

/** Nothing where the answer carries no timestamp, or none that could have been signed: the updater then asks for one. */
export function hintsOf({ trust }: PollAnswerBody): Hints {
  if (trust === undefined) return {};
  const timestamp = encodeCanonical(trust.timestamp);
  return { rootVersion: trust.root, ...(timestamp.ok ? { timestamp: timestamp.value } : {}) };
}
