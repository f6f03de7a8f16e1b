// The TUF `targets` role around one statement: version, expiry, and exactly one target that carries the statement.
import * as z from 'zod';
import type { Signed } from '../../domain/build/signed.ts';
import { ok, type Problem, type Result, refuse } from '../../domain/result.ts';
import { encodeCanonical, maxPayloadBytes } from '../canonical-json.ts';
import { encodeInstant, parseInstant } from '../instant.ts';
import { parseWith } from '../zod-problems.ts';
import { epochMs, hexDigest, positiveInteger } from './fields.ts';

/** Version and expiry of the role; a higher version replaces a lower one. */
export type RoleHead = { readonly version: number; readonly expiresMs: number };

/** A target as TUF writes it; `custom` is the statement proper. */
export type WireTarget = {
  readonly length: number;
  readonly hashes: { readonly sha256: string; readonly sha512: string };
  readonly custom: unknown;
};

/** How one kind of statement reads its target and writes it back. */
export type StatementForm<S> = {
  encodeTarget(statement: S): readonly [path: string, target: WireTarget];
  parseTarget(path: string, target: WireTarget): Result<S>;
};

/**
 * TUF wants length and hashes of every target. A statement that is about no file of its own is a target of length 0
 * with the hashes of no bytes: true, accepted by stock readers, and an empty file serves whoever downloads it.
 */
export const emptyFile = {
  length: 0,
  hashes: {
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    sha512:
      'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e',
  },
} as const;

export const isEmptyFile = ({ length, hashes }: WireTarget): boolean =>
  length === 0 && hashes.sha256 === emptyFile.hashes.sha256 && hashes.sha512 === emptyFile.hashes.sha512;

export const notEmptyProblem: Problem = {
  where: 'signed.targets',
  what: 'has length or hashes of a file, and this statement is about none',
  fix: 'Sign it as a target of length 0 with the hashes of no bytes.',
};

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
