// A role file on its way to its signers: the bytes, who must sign them, and how they read.
import type { Result } from '../../domain/result.ts';
import { findPeople } from '../../domain/trust/repository/people.ts';
import { deriveDigest } from '../../domain/trust/repository/signed-file.ts';
import type { RoleKeys, Root, Targets } from '../../domain/trust/tuf/metadata.ts';
import type { SignatureClaim } from '../../domain/trust/verify.ts';
import { encodeRootPayload } from '../../wire/trust/root.ts';
import { encodeTargetsPayload } from '../../wire/trust/targets.ts';
import { CliError } from '../cli-error.ts';
import { keyStore } from '../compose.ts';
import type { Session } from '../session.ts';
import type { Line } from '../terminal/words.ts';
import type { HeldNames } from './describe-people.ts';
import { describeRole, readPayload } from './describe-role.ts';

export type RoleDraft = {
  readonly role: string;
  readonly version: number;
  readonly payload: Uint8Array;
  readonly digest: string;
  /** Each must agree: for a root the one before it and itself. */
  readonly quorums: readonly RoleKeys[];
  /** What others signed already. */
  readonly signatures: readonly SignatureClaim[];
  readonly lines: readonly Line[];
};

type Published<C> = { readonly content: C; readonly isSigned: boolean };

export type Drafting = {
  /** What is published of the role; null for nothing. */
  readonly before: Published<Root | Targets> | null;
  readonly names: HeldNames;
  readonly signatures?: readonly SignatureClaim[];
};

/** `before` null for the first root, which only its own people sign. */
export function draftRoot(next: Root, drafting: Drafting & { readonly before: Published<Root> | null }): RoleDraft {
  return draftPayload('root', expectSignable('root', encodeRootPayload(next)), {
    ...drafting,
    root: drafting.before?.content ?? null,
    targets: null,
  });
}

/** The targets role and what it delegates. `root` and `targets` say who signs it. */
export const draftTargets = (role: string, next: Targets, drafting: Drafting & Delegators): RoleDraft =>
  draftPayload(role, expectSignable(role, encodeTargetsPayload(next)), drafting);

/** The newest there are; null where none is published. */
export type Delegators = { readonly root: Root | null; readonly targets: Targets | null };

/** From bytes that somebody else made: an exported file, a proposal. */
export function draftPayload(role: string, payload: Uint8Array, drafting: Drafting & Delegators): RoleDraft {
  const { before, names, signatures = [] } = drafting;
  const read = readPayload(role, payload);
  const quorums = deriveQuorums(role, read.type === 'root' ? read.content : null, drafting);
  return {
    role,
    version: read.content.version,
    payload,
    digest: deriveDigest(payload),
    quorums,
    signatures,
    lines: describeRole({ role, payload, before, quorums, names }),
  };
}

function deriveQuorums(role: string, next: Root | null, { root, targets }: Delegators): readonly RoleKeys[] {
  if (next !== null) return root === null ? [next.roles.root] : mergeSame(root.roles.root, next.roles.root);
  const people = root === null ? null : findPeople(role, { root, targets });
  if (people !== null) return [people];
  throw new CliError(`nobody may sign ${role}: it is not delegated`, {
    code: 'unknown-role',
    fix: 'See `orange trust status`; `orange init PRODUCT` delegates the roles of a product.',
  });
}

/** A root that keeps its people needs them once. */
function mergeSame(old: RoleKeys, next: RoleKeys): readonly RoleKeys[] {
  const spell = ({ keys, threshold }: RoleKeys) => [threshold, ...keys.map(({ keyId }) => keyId).sort()].join();
  return spell(old) === spell(next) ? [next] : [old, next];
}

function expectSignable(role: string, payload: Result<Uint8Array>): Uint8Array {
  if (payload.ok) return payload.value;
  const [problem] = payload.problems;
  throw new CliError(`the file of ${role} cannot be signed: ${problem?.where} ${problem?.what}`, {
    code: 'unsignable',
    fix: problem?.fix ?? '',
    details: { problems: payload.problems },
  });
}

/** For the words beside key ids; an absent or damaged key file names nobody. */
export async function loadHeldNames({ settings }: Session): Promise<HeldNames> {
  const held = await keyStore.loadPublicKeys(settings.keyFilePath);
  return new Map(held.ok ? held.value.map(({ keyId, name }) => [keyId, name]) : []);
}
