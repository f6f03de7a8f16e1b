// The timestamp file: which snapshot is the newest.
import * as z from 'zod';
import { ok, type Result } from '../../domain/result.ts';
import type { Timestamp } from '../../domain/trust/tuf/metadata.ts';
import { parseWith } from '../zod-problems.ts';
import { encodeFileMeta, encodeHead, encodePayload, fileMeta, headFields, headOf } from './fields.ts';

const schema = z.object({ ...headFields('timestamp'), meta: z.object({ 'snapshot.json': fileMeta }) });

/** Reads the `signed` part of a timestamp file; says nothing about who signed it. */
export function parseTimestamp(signed: unknown): Result<Timestamp> {
  const parsed = parseWith(schema, signed, 'signed');
  return parsed.ok ? ok({ ...headOf(parsed.value), snapshot: parsed.value.meta['snapshot.json'] }) : parsed;
}

/** The bytes that the timestamp key signs. */
export const encodeTimestampPayload = (timestamp: Timestamp): Result<Uint8Array> =>
  encodePayload(timestamp, {
    encode: (role) => ({
      ...encodeHead('timestamp', role),
      meta: { 'snapshot.json': encodeFileMeta(role.snapshot) },
    }),
    parse: parseTimestamp,
  });
