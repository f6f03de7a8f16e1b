// Fields that the role files of a TUF repository share: head, hashes, and what one file says of another.
// Objects are read loosely: a client verifies fields that it does not know and ignores them (TUF 1.0.34, section 4), so
// that a device of today still reads the metadata of its tenth year.
import * as z from 'zod';
import { type Problem, type Result, refuse } from '../../domain/result.ts';
import type { FileMeta, Hashes, Head, TopRole } from '../../domain/trust/tuf/metadata.ts';
import { isTopRole } from '../../domain/trust/tuf/metadata.ts';
import { encodeCanonical, maxPayloadBytes } from '../canonical-json.ts';
import { encodeInstant, parseInstant } from '../instant.ts';
import { epochMs, hexDigest, positiveInteger } from '../statement/fields.ts';

/** What we write. Clients take every 1.x, as the specification promises that only a major version breaks them. */
const specVersion = '1.0.31';

const expires = z.string().transform((text, context) => {
  const ms = parseInstant(text);
  if (ms === null) context.addIssue({ code: 'custom', message: 'Write a time such as 2026-11-27T09:00:00Z' });
  return ms ?? 0;
});

/** The fields in front of every role; `_type` keeps one role's file from being read as another's. */
export const headFields = <T extends TopRole>(type: T) => ({
  _type: z.literal(type),
  spec_version: z.string().regex(/^1\.\d{1,4}(\.\d{1,4})?$/, 'must be a version of TUF 1'),
  version: positiveInteger,
  expires,
});

export const hashes = z.object({ sha256: z.exactOptional(hexDigest(256)), sha512: z.exactOptional(hexDigest(512)) });

export const fileMeta = z
  .object({ version: positiveInteger, length: z.exactOptional(z.int().min(0)), hashes: z.exactOptional(hashes) })
  .transform(
    ({ version, length, ...rest }): FileMeta => ({
      version,
      lengthBytes: length ?? null,
      hashes: rest.hashes ?? null,
    }),
  );

/** Any name but the four that a repository begins with: what is kept by role name must not be overwritten by a delegation. */
export const delegatedName = z
  .string()
  .min(1)
  .max(200)
  .refine((name) => !isTopRole(name), { error: 'Choose another name than those of the four roles' })
  .refine((name) => !/\p{Surrogate}/u.test(name), { error: 'Write whole characters' });

/** Longer than any path of ours (400), bounded because a search touches it often. */
export const targetPath = z.string().min(1).max(1_000);

export const headOf = ({ version, expires }: { version: number; expires: number }): Head => ({
  version,
  expiresMs: expires,
});

export const encodeHead = (type: TopRole, { version, expiresMs }: Head) => ({
  _type: type,
  spec_version: specVersion,
  version,
  expires: encodeInstant(expiresMs),
});

export function encodeFileMeta({ version, lengthBytes, hashes: listed }: FileMeta) {
  return { version, ...(lengthBytes === null ? {} : { length: lengthBytes }), ...encodeHashes(listed) };
}

const encodeHashes = (listed: Hashes | null): { hashes?: Hashes } => (listed === null ? {} : { hashes: listed });

/** The bytes to sign: what our own clients would not read back is refused before anybody signs it. */
export function encodePayload<R extends Head>(
  role: R,
  form: { readonly encode: (role: R) => unknown; readonly parse: (signed: unknown) => Result<R> },
  maxBytes = maxPayloadBytes,
): Result<Uint8Array> {
  if (!epochMs.safeParse(role.expiresMs).success) return refuse(expiryProblem);
  const signed = form.encode(role);
  const readBack = form.parse(signed);
  if (!readBack.ok) return readBack;
  const payload = encodeCanonical(signed);
  if (!payload.ok || payload.value.length <= maxBytes) return payload;
  const what = `is ${payload.value.length} bytes long`;
  return refuse({ where: 'signed', what, fix: `List less in it: at most ${maxBytes} bytes can be signed.` });
}

const expiryProblem: Problem = {
  where: 'expiresMs',
  what: 'is no time between 1970 and 9999',
  fix: 'Give the expiry in whole milliseconds since 1970.',
};
