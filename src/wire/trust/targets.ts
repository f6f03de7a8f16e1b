// The targets file, of the targets role and of every delegated one: files with length and hashes, and further delegations.
import * as z from 'zod';
import { ok, type Result } from '../../domain/result.ts';
import type { Delegation, Target, Targets } from '../../domain/trust/tuf/metadata.ts';
import { parseWith } from '../zod-problems.ts';
import { delegatedName, encodeHead, encodePayload, hashes, headFields, headOf, targetPath } from './fields.ts';
import {
  encodeKeys,
  encodeRoleKeys,
  type KeyReading,
  ourKeys,
  parseKeys,
  parseRoleKeys,
  roleFields,
} from './role-keys.ts';

const target = z
  .object({ length: z.int().min(0), hashes, custom: z.exactOptional(z.unknown()) })
  .transform(({ length, ...rest }): Target => ({ lengthBytes: length, ...rest }));

/** A delegation says either patterns or hash prefixes (TUF 1.0.34, 4.5). */
const paths = z.array(targetPath).max(1_024);
const delegationFields = { ...roleFields, name: delegatedName, terminating: z.boolean() };
const delegation = z.union([
  z.object({ ...delegationFields, paths, path_hash_prefixes: z.exactOptional(z.never()) }),
  z.object({
    ...delegationFields,
    paths: z.exactOptional(z.never()),
    path_hash_prefixes: z.array(z.string().regex(/^[0-9a-f]{1,64}$/)).max(1_024),
  }),
]);

const schema = z.object({
  ...headFields('targets'),
  targets: z.record(targetPath, target),
  delegations: z.exactOptional(z.object({ keys: z.unknown(), roles: z.array(delegation).max(1_024) })),
});

type WireDelegation = z.output<typeof delegation>;

/** Reads the `signed` part of a targets file; says nothing about who signed it. */
export function parseTargets(signed: unknown, reading: KeyReading): Result<Targets> {
  const parsed = parseWith(schema, signed, 'signed');
  if (!parsed.ok) return parsed;
  const { delegations } = parsed.value;
  const read = delegations === undefined ? ok([]) : parseDelegations(delegations, reading);
  if (!read.ok) return read;
  return ok({
    ...headOf(parsed.value),
    targets: new Map(Object.entries(parsed.value.targets)),
    delegations: read.value,
  });
}

function parseDelegations(
  { keys, roles }: { readonly keys?: unknown; readonly roles: readonly WireDelegation[] },
  reading: KeyReading,
): Result<Delegation[]> {
  const known = parseKeys(keys, 'signed.delegations.keys', reading);
  if (!known.ok) return known;
  const delegations: Delegation[] = [];
  for (const [index, role] of roles.entries()) {
    const where = `signed.delegations.roles[${index}]`;
    const signers = parseRoleKeys(role, known.value, { where, isStrict: reading.isStrict });
    if (!signers.ok) return signers;
    delegations.push({ ...signers.value, name: role.name, terminating: role.terminating, paths: parsePaths(role) });
  }
  return ok(delegations);
}

const parsePaths = (role: WireDelegation): Delegation['paths'] =>
  role.paths === undefined
    ? { kind: 'hash-prefixes', prefixes: role.path_hash_prefixes }
    : { kind: 'patterns', patterns: role.paths };

/** The bytes that the keys of this role sign. */
export const encodeTargetsPayload = (targets: Targets): Result<Uint8Array> =>
  encodePayload(targets, { encode, parse: (signed) => parseTargets(signed, ourKeys) });

const encode = ({ targets, delegations, ...head }: Targets) => ({
  ...encodeHead('targets', head),
  targets: Object.fromEntries([...targets].map(([path, each]) => [path, encodeTarget(each)])),
  ...(delegations.length === 0
    ? {}
    : { delegations: { keys: encodeKeys(delegations), roles: delegations.map(encodeDelegation) } }),
});

const encodeTarget = ({ lengthBytes, hashes: listed, custom }: Target) => ({
  length: lengthBytes,
  hashes: listed,
  ...(custom === undefined ? {} : { custom }),
});

const encodeDelegation = (each: Delegation) => ({
  name: each.name,
  ...encodeRoleKeys(each),
  terminating: each.terminating,
  ...(each.paths.kind === 'patterns' ? { paths: each.paths.patterns } : { path_hash_prefixes: each.paths.prefixes }),
});
