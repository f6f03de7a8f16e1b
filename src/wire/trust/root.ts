// The root file: who may sign for each of the four roles.
import * as z from 'zod';
import { ok, type Result } from '../../domain/result.ts';
import type { RoleKeys, Root, TopRole } from '../../domain/trust/tuf/metadata.ts';
import { parseWith } from '../zod-problems.ts';
import { encodeHead, encodePayload, headFields, headOf } from './fields.ts';
import {
  encodeKeys,
  encodeRoleKeys,
  type KeyReading,
  type KeysById,
  ourKeys,
  parseKeys,
  parseRoleKeys,
  roleFields,
} from './role-keys.ts';

const role = z.object(roleFields);

const schema = z.object({
  ...headFields('root'),
  consistent_snapshot: z.boolean().default(false),
  keys: z.unknown(),
  roles: z.object({ root: role, timestamp: role, snapshot: role, targets: role }),
});

/** Reads the `signed` part of a root file; says nothing about who signed it. */
export function parseRoot(signed: unknown, reading: KeyReading): Result<Root> {
  const parsed = parseWith(schema, signed, 'signed');
  if (!parsed.ok) return parsed;
  const keys = parseKeys(parsed.value.keys, 'signed.keys', reading);
  if (!keys.ok) return keys;
  const roles = parseRoles(parsed.value.roles, keys.value, reading.isStrict);
  if (!roles.ok) return roles;
  return ok({ ...headOf(parsed.value), consistentSnapshot: parsed.value.consistent_snapshot, roles: roles.value });
}

function parseRoles(
  roles: Readonly<Record<TopRole, z.output<typeof role>>>,
  keys: KeysById,
  isStrict: boolean,
): Result<Record<TopRole, RoleKeys>> {
  const read = (name: TopRole) => parseRoleKeys(roles[name], keys, { where: `signed.roles.${name}`, isStrict });
  const [root, timestamp, snapshot, targets] = [read('root'), read('timestamp'), read('snapshot'), read('targets')];
  if (!root.ok) return root;
  if (!timestamp.ok) return timestamp;
  if (!snapshot.ok) return snapshot;
  if (!targets.ok) return targets;
  return ok({ root: root.value, timestamp: timestamp.value, snapshot: snapshot.value, targets: targets.value });
}

/** The bytes that the keys of this root, and of the one before it, sign. */
export const encodeRootPayload = (root: Root): Result<Uint8Array> =>
  encodePayload(root, { encode, parse: (signed) => parseRoot(signed, ourKeys) });

const encode = (root: Root) => ({
  ...encodeHead('root', root),
  consistent_snapshot: root.consistentSnapshot,
  keys: encodeKeys(Object.values(root.roles)),
  roles: Object.fromEntries(Object.entries(root.roles).map(([name, keys]) => [name, encodeRoleKeys(keys)])),
});
