// Makes the published vectors of TUF metadata: what a client trusts, what a mirror serves, and what must come of it.
import { createHash } from 'node:crypto';
import { fileTales } from './tuf-file-tales.ts';
import { rootTales } from './tuf-root-tales.ts';
import { type Served, type TufCase, tell } from './tuf-stories.ts';
import { targetTales } from './tuf-target-tales.ts';

export const tufCases: readonly TufCase[] = [...rootTales, ...fileTales, ...targetTales].map(tell);

/** Each file once, under the beginning of its digest. */
const files = new Map<string, string>();
function idOf(bytes: Uint8Array): string {
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  files.set(id, new TextDecoder().decode(bytes));
  return id;
}

const encodeServed = ({ bytes, spaces }: Served) => (spaces === 0 ? idOf(bytes) : { file: idOf(bytes), spaces });

const cases = tufCases.map(({ trusted, served, ...rest }) => ({
  ...rest,
  trusted: Object.fromEntries([...trusted].map(([role, bytes]) => [role, idOf(bytes)])),
  served: Object.fromEntries([...served].map(([file, each]) => [file, encodeServed(each)])),
}));

export const tufVectors = {
  about:
    'Vectors of TUF metadata for device clients of Orange Friday; README.md beside this file says how to run them. ' +
    'files: by id, as text, whose bytes matter. trusted: what the client has verified before, by role. served: what the mirror answers, by file name ' +
    '(with spaces behind it where it says so); 404 for anything else. verdict: accept when the target is found, otherwise the rule that refuses the file of role.',
  limits: { root: 512_000, timestamp: 16_384, snapshot: 2_000_000, targets: 5_000_000 },
  files: Object.fromEntries(files),
  cases,
};
