// The snapshot file: version, length and hashes of every targets file there is.
import * as z from 'zod';
import { ok, type Result } from '../../domain/result.ts';
import { maxFileBytes, type Snapshot } from '../../domain/trust/tuf/metadata.ts';
import { parseWith } from '../zod-problems.ts';
import { encodeFileMeta, encodeHead, encodePayload, fileMeta, headFields, headOf } from './fields.ts';

const schema = z.object({ ...headFields('snapshot'), meta: z.record(z.string().min(6).max(205), fileMeta) });

const suffix = '.json';

/** Reads the `signed` part of a snapshot file; says nothing about who signed it. Entries of other files than `.json` are ignored. */
export function parseSnapshot(signed: unknown): Result<Snapshot> {
  const parsed = parseWith(schema, signed, 'signed');
  if (!parsed.ok) return parsed;
  const entries = Object.entries(parsed.value.meta).filter(([file]) => file.endsWith(suffix));
  return ok({
    ...headOf(parsed.value),
    meta: new Map(entries.map(([file, meta]) => [file.slice(0, -suffix.length), meta])),
  });
}

/** Signed by the service's own key, which no hardware bounds; clients bound the file. Leaves 20,000 bytes to the envelope. */
const maxSnapshotPayloadBytes = maxFileBytes.snapshot - 20_000;

/** The bytes that the snapshot key signs. */
export const encodeSnapshotPayload = (snapshot: Snapshot): Result<Uint8Array> =>
  encodePayload(
    snapshot,
    {
      encode: (role) => ({
        ...encodeHead('snapshot', role),
        meta: Object.fromEntries([...role.meta].map(([name, meta]) => [name + suffix, encodeFileMeta(meta)])),
      }),
      parse: parseSnapshot,
    },
    maxSnapshotPayloadBytes,
  );
