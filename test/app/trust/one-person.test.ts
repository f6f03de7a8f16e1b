// Where two people must sign, no one person publishes by any sequence of actions, and an approval is of exactly its bytes (properties 32, 33).
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptRoleFile } from '../../../src/app/accept-role-file.ts';
import { signProposal } from '../../../src/app/sign-proposal.ts';
import { readRoleName } from '../../../src/domain/trust/repository/role-name.ts';
import { deriveDigest } from '../../../src/domain/trust/repository/signed-file.ts';
import type { SignatureClaim } from '../../../src/domain/trust/verify.ts';
import { encodeCanonical } from '../../../src/wire/canonical-json.ts';
import { openTrustWorld, type TrustWorld } from '../../harness/trust-world.ts';
import { nowMs, type SampleKey } from '../../samples/statements.ts';
import {
  delegationsOf,
  fileOf,
  people,
  releaseTarget,
  roleOf,
  rootOf,
  type Signed,
  signBytes,
  signed,
} from '../../samples/trust.ts';

const [mallory, ada] = people.fw;
/** She has every token too: the service's own idea of who asks must not matter. */
const names = ['mallory', 'ada', 'operator'];

let world: TrustWorld;
beforeEach(async () => {
  world = openTrustWorld();
  await world.begin({ fw: 2, rollout: 2 });
});
afterEach(() => world.close());

/** What is out, whatever else was tried: the files below their versions, and nothing but the first of each role. */
const published = () => [...world.files.keys()].filter((name) => /^\d+\.(root|targets|fw|rollout)/.test(name)).sort();

/** Everything that anybody signed and that stands in storage for all to read. */
function allSignatures(): SignatureClaim[] {
  return [...world.files].flatMap(([name, bytes]) => {
    const type = name.endsWith('root.json') ? 'root' : 'targets';
    const file = world.ports.format.parseFile(type, bytes);
    return file.ok ? [...file.value.signatures] : [];
  });
}

type Act = (seed: number) => Promise<unknown>;

const send = (role: string, { payloadBytes, signatures }: Signed, seed: number) => {
  const read = readRoleName(role);
  if (read === null) throw new Error(role);
  const by = { actor: names[seed % names.length] ?? '', nowMs: nowMs + seed };
  return acceptRoleFile(world.ports, { role: read, payloadBytes, signatures }, by);
};
/** Signed once: tweetnacl takes milliseconds for it, and a thousand sequences sign the same few files. */
const made = new Map<string, Signed>();
function once(name: string, make: () => Signed): Signed {
  const file = made.get(name) ?? make();
  made.set(name, file);
  return file;
}
const releaseBy = (counter: number, ...keys: readonly SampleKey[]) =>
  once(`release ${counter} ${keys.map(({ keyId }) => keyId).join()}`, () =>
    signed(fileOf(2, [releaseTarget(counter)]), ...keys),
  );

const acts: Readonly<Record<string, Act>> = {
  propose: (seed) => send('fw-nova', releaseBy(50 + (seed % 9), mallory), seed),
  approveOwn: async (seed) => {
    const file = releaseBy(50 + (seed % 9), mallory);
    const name = { role: 'fw-nova', digest: deriveDigest(file.payloadBytes) };
    const [signature] = file.signatures;
    if (signature === undefined) return;
    await signProposal(world.ports, { name, signature }, { actor: names[seed % 3] ?? '', nowMs: nowMs + seed });
  },
  signTwice: (seed) => {
    const file = releaseBy(50 + (seed % 9), mallory);
    return send('fw-nova', { ...file, signatures: [...file.signatures, ...file.signatures] }, seed);
  },
  underAnotherId: (seed) => {
    const file = releaseBy(50 + (seed % 9), mallory);
    const [own] = file.signatures;
    const claims = own === undefined ? [] : [own, { ...own, keyId: ada.keyId }];
    return send('fw-nova', { ...file, signatures: claims }, seed);
  },
  replayOthers: (seed) => {
    const file = releaseBy(50 + (seed % 9), mallory);
    return send('fw-nova', { ...file, signatures: [...file.signatures, ...allSignatures()].slice(0, 16) }, seed);
  },
  widenHerRole: (seed) =>
    send(
      'targets',
      once('targets', () => signed(delegationsOf(2, { fw: 1 }), mallory)),
      seed,
    ),
  takeTheRoot: (seed) =>
    send(
      'root',
      once('root', () => signed(rootOf(2, { targets: roleOf([mallory]) }), mallory)),
      seed,
    ),
  hideInArchive: (seed) => send('fw-nova-archive', releaseBy(50, mallory), seed),
  raiseTheCeiling: (seed) =>
    send(
      'rollout-nova',
      once('empty', () => signed(fileOf(2), mallory)),
      seed,
    ),
  withdrawAll: async (seed) => {
    const audit = { atMs: nowMs + seed, actor: 'mallory', action: 'x', subject: 'fw-nova', details: '{}' };
    for (const { role, digest } of await world.ports.proposals.loadProposals(null))
      await world.ports.proposals.recordWithdrawn({ role, digest }, audit);
  },
};

describe('one person of two', () => {
  it('publishes nothing by any sequence of what she can do', async () => {
    const before = published();
    const act = fc.tuple(fc.constantFrom(...Object.keys(acts)), fc.nat(1_000));
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 3 }), async (sequence) => {
        for (const [name, seed] of sequence) await acts[name]?.(seed).catch(() => undefined);
        expect(published()).toEqual(before);
      }),
      { numRuns: 1_000 },
    );
  });

  it('and the other one publish, so the guard is not simply shut', async () => {
    expect(await world.send('fw-nova', releaseBy(50, mallory))).toMatchObject({ ok: true, state: 'waiting' });
    expect(await world.send('fw-nova', releaseBy(50, ada))).toMatchObject({ ok: true, state: 'published' });
  });
});

describe('an approval', () => {
  /** Every value in it, by its path. */
  const leavesOf = (value: unknown, path: readonly string[] = []): string[][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, key]))
      : [[...path]];

  function change(value: unknown, [step, ...rest]: readonly string[]): unknown {
    if (step === undefined) return typeof value === 'number' ? value + 1 : `${String(value)}x`;
    const copy = structuredClone(value) as Record<string, unknown>;
    copy[step] = change(copy[step], rest);
    return copy;
  }

  it('is void for every other byte: each field of what ada approved, changed and signed again by the other', async () => {
    const approved = releaseBy(51, ada);
    const said: unknown = JSON.parse(new TextDecoder().decode(approved.payloadBytes));
    const leaves = leavesOf(said);
    expect(leaves.length).toBeGreaterThan(15);
    const before = published();
    for (const leaf of leaves) {
      const changed = encodeCanonical(change(said, leaf));
      if (!changed.ok) continue;
      const own = signBytes(changed.value, [mallory]);
      const file = { ...own, signatures: [...own.signatures, ...approved.signatures] };
      await send('fw-nova', file, 1);
      await acts.withdrawAll?.(1);
    }
    expect(published()).toEqual(before);
  });
});
