// A TUF `targets` role around one statement, as vectors and hostile inputs need it: version, expiry, and exactly one target.
import * as z from 'zod';
import type { Signed } from '../../src/domain/build/signed.ts';
import { ok, type Result, refuse } from '../../src/domain/result.ts';
import { encodeCanonical, maxPayloadBytes } from '../../src/wire/canonical-json.ts';
import { encodeInstant, parseInstant } from '../../src/wire/instant.ts';
import { epochMs, hexDigest, positiveInteger } from '../../src/wire/statement/fields.ts';
import { emptyFile, type StatementForm } from '../../src/wire/statement/target.ts';
import { parseWith } from '../../src/wire/zod-problems.ts';

/** Version and expiry of the role; a higher version replaces a lower one. */
export type RoleHead = { readonly version: number; readonly expiresMs: number };

const targetSchema = z.strictObject({
  length: z.int().min(0),
  hashes: z.strictObject({ sha256: hexDigest(256), sha512: hexDigest(512) }),
  custom: z.unknown(),
});

const headSchema = z.object({ version: positiveInteger, expiresMs: epochMs });

const roleSchema = z.strictObject({
  _type: z.literal('targets'),
  spec_version: z.string().regex(/^1\.0\.\d{1,4}$/),
  version: positiveInteger,
  expires: z.string().transform((text, context) => {
    const ms = parseInstant(text);
    if (ms === null) context.addIssue({ code: 'custom', message: 'Write a time such as 2026-11-27T09:00:00Z' });
    return ms ?? 0;
  }),
  targets: z
    .record(z.string().max(400), targetSchema)
    .refine((targets) => Object.keys(targets).length === 1, { error: 'Sign exactly one target in a statement' }),
});

/** The bytes to sign. What no client would read back is refused here, before a person signs it. */
export function encodeRole<S>(form: StatementForm<S>, statement: S, head: RoleHead): Result<Uint8Array> {
  const life = parseWith(headSchema, head, 'head');
  if (!life.ok) return life;
  const [path, target] = form.encodeTarget(statement);
  const signed = {
    _type: 'targets',
    spec_version: '1.0.31',
    version: life.value.version,
    expires: encodeInstant(life.value.expiresMs),
    targets: { [path]: target },
  };
  const readBack = parseRole(form, signed);
  if (!readBack.ok) return readBack;
  const payload = encodeCanonical(signed);
  if (!payload.ok || payload.value.length <= maxPayloadBytes) return payload;
  const what = `is ${payload.value.length} bytes long`;
  return refuse({
    where: 'signed',
    what,
    fix: `List fewer models or stages: at most ${maxPayloadBytes} bytes can be signed.`,
  });
}

/** Reads the `signed` part of an envelope. Signatures are another matter: see domain/trust/verify.ts. */
export function parseRole<S>(form: StatementForm<S>, signed: unknown): Result<Signed<S>> {
  const role = parseWith(roleSchema, signed, 'signed');
  if (!role.ok) return role;
  const { version, expires, targets } = role.value;
  const [path, target] = Object.entries(targets)[0] ?? ['', { ...emptyFile, custom: null }];
  const statement = form.parseTarget(path, target);
  return statement.ok ? ok({ statement: statement.value, version, expiresMs: expires }) : statement;
}
