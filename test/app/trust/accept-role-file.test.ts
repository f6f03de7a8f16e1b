// Role files on their way in: who may, what waits, what is published, and what any TUF client then reads.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { signProposal } from '../../../src/app/sign-proposal.ts';
import { withdrawProposal } from '../../../src/app/withdraw-proposal.ts';
import { proposalsMax } from '../../../src/domain/trust/repository/proposal.ts';
import { deriveDigest } from '../../../src/domain/trust/repository/signed-file.ts';
import { bob, openTrustWorld, type TrustWorld } from '../../harness/trust-world.ts';
import { dayMs, nowMs, sampleKey } from '../../samples/statements.ts';
import {
  ceilingTarget,
  delegationsOf,
  fileOf,
  first,
  online,
  people,
  releaseTarget,
  roleOf,
  rootOf,
  type Signed,
  signatureOf,
  signed,
  signedWith,
  stopTarget,
} from '../../samples/trust.ts';

let world: TrustWorld;
beforeEach(() => {
  world = openTrustWorld();
});
afterEach(() => world.close());

const [ada, ben, cleo] = people.fw;
const nameOf = (role: string, { payloadBytes }: Signed) => ({ role, digest: deriveDigest(payloadBytes) });
const sign = (role: string, file: Signed, key: typeof ada) =>
  signProposal(world.ports, { name: nameOf(role, file), signature: signatureOf(key, file) }, bob);
const version = (name: string): number =>
  (JSON.parse(world.textOf(name)) as { signed: { version: number } }).signed.version;

describe('the ceremony', () => {
  it('ends in a repository that a stock client reads', async () => {
    await world.begin();
    expect(world.listedRoles().sort()).toEqual(['fw-nova', 'fw-nova-archive', 'rollout-nova', 'stop-nova', 'targets']);
    expect(await world.client()?.findTarget('fw/nova/nothing.img', nowMs)).toBeUndefined();
    expect(world.audited()).toContain('role file published root');
  });

  it('takes the first root while nothing is published, and no other one after it', async () => {
    await world.publish('root', signed(rootOf(1), first(people.root)));
    const mine = sampleKey(99);
    const other = signed(rootOf(1, { root: roleOf([mine]) }), mine);
    expect(await world.send('root', other)).toMatchObject({ ok: false, refusal: 'version-taken' });
    const usurped = signed(rootOf(1, { targets: roleOf([mine]) }), first(people.root));
    expect(await world.send('root', usurped)).toMatchObject({ refusal: 'version-taken', publishedVersion: 1 });
  });

  it('begins no second time over a storage that lost its root', async () => {
    await world.begin();
    const lost = openTrustWorld();
    lost.ports.publications.loadSettled = world.ports.publications.loadSettled;
    expect(await lost.send('root', signed(rootOf(1), first(people.root)))).toMatchObject({ refusal: 'version-taken' });
    const emptied = openTrustWorld();
    emptied.files.set('timestamp.json', new Uint8Array());
    expect(await emptied.send('root', signed(rootOf(1), first(people.root)))).toMatchObject({
      refusal: 'version-taken',
    });
    expect([...lost.files.keys(), ...emptied.files.keys()]).toEqual(['timestamp.json']);
  });

  it('takes nothing before what it hangs on', async () => {
    const targets = signed(delegationsOf(1), first(people.targets));
    expect(await world.send('targets', targets)).toMatchObject({ refusal: 'nothing-published' });
    await world.publish('root', signed(rootOf(1), first(people.root)));
    expect(await world.send('fw-nova', signed(fileOf(1), ada))).toMatchObject({ refusal: 'nothing-published' });
    await world.publish('targets', targets);
    expect(await world.send('fw-luna', signed(fileOf(1), ada))).toMatchObject({ refusal: 'unknown-role' });
  });

  it('publishes only what the service can list', async () => {
    const stranger = { keys: [sampleKey(72)], threshold: 1 };
    const mute = signed(rootOf(1, { snapshot: stranger }), first(people.root));
    expect(await world.send('root', mute)).toMatchObject({ refusal: 'service-cannot-sign' });
  });
});

describe('a role file', () => {
  beforeEach(() => world.begin());

  it('is published with its statements, and told by kind to whoever acts on it', async () => {
    await world.publish('fw-nova', signed(fileOf(2, [releaseTarget(42)]), ada));
    await world.publish('rollout-nova', signed(fileOf(2, [ceilingTarget()]), ...people.rollout));
    const found = await world.client()?.findTarget(releaseTarget(42)[0], nowMs);
    expect(found).toMatchObject({ length: 52_428_800, custom: { kind: 'release', counter: 42 } });
    const [fw, rollout] = world.effects.slice(-2);
    expect(fw?.changes.releases.added.map(({ statement }) => statement.releaseId)).toEqual(['nova-42']);
    expect(rollout?.changes.ceilings.added).toHaveLength(1);
    expect(world.records.audited.at(-1)).toMatchObject({
      action: 'role file published',
      subject: 'rollout-nova',
      details: expect.stringContaining('"added":1'),
    });
  });

  it('is the same publication when it is sent again', async () => {
    const file = signed(fileOf(2, [releaseTarget(42)]), ada);
    await world.publish('fw-nova', file);
    const before = [world.puts.length, world.effects.length, world.audited().length];
    await world.publish('fw-nova', file);
    expect([world.puts.length, world.effects.length, world.audited().length]).toEqual(before);
  });

  it.each([
    ['of a version that is taken', () => signed(fileOf(1, [releaseTarget(42)]), ada), 'version-taken'],
    ['of a version that leaves one out', () => signed(fileOf(3), ada), 'version-skipped'],
    ['signed by a stranger', () => signed(fileOf(2), sampleKey(99)), 'not-a-key-of-this-role'],
    ['signed by those of another role', () => signed(fileOf(2), first(people.rollout)), 'not-a-key-of-this-role'],
    ['signed by nobody', () => signed(fileOf(2)), 'not-signed'],
    [
      'with a signature of other bytes',
      () => ({ ...signed(fileOf(2), ada), signatures: signed(fileOf(3), ada).signatures }),
      'signature-not-valid',
    ],
    [
      'with one good and one bad signature',
      () => ({
        ...signed(fileOf(2), ada),
        signatures: [...signed(fileOf(2), ada).signatures, ...signed(fileOf(3), ben).signatures],
      }),
      'signature-not-valid',
    ],
    [
      'with a field that no approver is shown',
      () => signedWith({ flags: ['beta'] }, fileOf(2), ada),
      'file-not-readable',
    ],
    ['of another version of TUF', () => signedWith({ spec_version: '1.9.0' }, fileOf(2), ada), 'file-not-readable'],
    ['that has expired', () => signed(fileOf(2, [], nowMs - 1), ada), 'expired'],
    ['that lives too long', () => signed(fileOf(2, [], nowMs + 182 * dayMs), ada), 'expires-too-late'],
    [
      'about another product',
      () => signed(fileOf(2, [releaseTarget(42, { product: 'luna' })]), ada),
      'path-outside-delegation',
    ],
    ['that stops', () => signed(fileOf(2, [stopTarget()]), ada), 'path-outside-delegation'],
    ['that cannot be read', () => signed(fileOf(2, [['fw/nova/x', releaseTarget(1)[1]]]), ada), 'file-not-readable'],
  ])('%s is refused and changes nothing', async (_, file, refusal) => {
    const before = [...world.files.keys()];
    expect(await world.send('fw-nova', file())).toMatchObject({ ok: false, refusal, publishedVersion: 1 });
    expect([...world.files.keys()]).toEqual(before);
    expect(await world.ports.proposals.loadProposals(null)).toEqual([]);
  });

  it('that its effects refuse is neither published nor kept', async () => {
    world.problems.push({ where: 'nova-42', what: 'is not stored', fix: 'Upload it first.' });
    const file = signed(fileOf(2, [releaseTarget(42)]), ada);
    expect(await world.send('fw-nova', file)).toMatchObject({ refusal: 'changes-refused', problems: world.problems });
    expect(world.files.has('2.fw-nova.json')).toBe(false);
  });

  it('waits for nobody in the database: the next version counts from what is published', async () => {
    const restored = openTrustWorld();
    restored.ports.publications.loadSettled = async () => [];
    await world.publish('fw-nova', signed(fileOf(2), ada));
    Object.assign(world.ports, { publications: restored.ports.publications });
    expect(await world.send('fw-nova', signed(fileOf(2, [releaseTarget(42)]), ada))).toMatchObject({
      refusal: 'version-taken',
      publishedVersion: 2,
    });
    await world.publish('fw-nova', signed(fileOf(3, [releaseTarget(42)]), ada));
  });
});

describe('below the threshold', () => {
  beforeEach(() => world.begin({ fw: 2 }));
  const file = () => signed(fileOf(2, [releaseTarget(42)]), ada);

  it('a file waits, and the second person publishes it', async () => {
    const waiting = await world.send('fw-nova', file());
    expect(waiting).toMatchObject({ ok: true, state: 'waiting', version: 2, signers: [ada.keyId], threshold: 2 });
    expect(world.files.has('2.fw-nova.json')).toBe(false);
    expect(await sign('fw-nova', file(), ben)).toMatchObject({ ok: true, state: 'published', version: 2 });
    await world.read();
    expect(await world.client()?.findTarget(releaseTarget(42)[0], nowMs)).toBeDefined();
    expect(world.audited().slice(-2)).toEqual(['role file proposed fw-nova', 'role file published fw-nova']);
    expect(await world.ports.proposals.loadProposals(null)).toEqual([]);
  });

  it('nobody approves their own, whoever carries the signature', async () => {
    await world.send('fw-nova', file());
    for (let time = 0; time < 3; time += 1) {
      const again = await signProposal(
        world.ports,
        { name: nameOf('fw-nova', file()), signature: signatureOf(ada, file()) },
        { ...bob, actor: 'another token' },
      );
      expect(again).toMatchObject({ state: 'waiting', signers: [ada.keyId] });
    }
    expect(await world.send('fw-nova', file())).toMatchObject({ state: 'waiting', signers: [ada.keyId] });
    expect(world.files.has('2.fw-nova.json')).toBe(false);
  });

  it('an approval of one file approves no other', async () => {
    await world.send('fw-nova', file());
    const other = signed(fileOf(2, [releaseTarget(43)]), ada);
    await world.send('fw-nova', other);
    const signature = signatureOf(ben, file());
    const misused = await signProposal(world.ports, { name: nameOf('fw-nova', other), signature }, bob);
    expect(misused).toMatchObject({ ok: false, refusal: 'signature-not-valid' });
  });

  it('an approval of one role approves no other, although the bytes may be the same', async () => {
    const empty = signed(fileOf(2), ada);
    await world.send('fw-nova', empty);
    expect(await sign('fw-nova-archive', empty, ben)).toMatchObject({ refusal: 'unknown-proposal' });
    await world.send('fw-nova-archive', signed(fileOf(2), ben));
    expect(await world.ports.proposals.loadProposals(null)).toHaveLength(2);
  });

  it('what is published voids the others of its version', async () => {
    await world.send('fw-nova', file());
    await world.publish('fw-nova', signed(fileOf(2, [releaseTarget(43)]), ben, cleo));
    expect(await sign('fw-nova', file(), ben)).toMatchObject({ refusal: 'unknown-proposal' });
    expect(await world.send('fw-nova', file())).toMatchObject({ refusal: 'version-taken', publishedVersion: 2 });
  });

  it('a signature of somebody who left does not count any more', async () => {
    await world.send('fw-nova', file());
    const { delegations, ...rest } = delegationsOf(2, { fw: 2 });
    const without = delegations.map((each) =>
      each.name.startsWith('fw-') ? { ...each, ...roleOf([ben, cleo], 2) } : each,
    );
    await world.publish('targets', signed({ ...rest, delegations: without }, first(people.targets)));
    expect(await sign('fw-nova', file(), ben)).toMatchObject({ state: 'waiting', signers: [ben.keyId] });
    expect(await sign('fw-nova', file(), ada)).toMatchObject({ refusal: 'not-a-key-of-this-role' });
    expect(await sign('fw-nova', file(), cleo)).toMatchObject({ state: 'published' });
    const { signatures } = JSON.parse(world.textOf('2.fw-nova.json')) as { signatures: { keyid: string }[] };
    expect(signatures.map(({ keyid }) => keyid)).toEqual([ben.keyId, cleo.keyId].sort());
  });

  it('two who sign at the same moment are both heard', async () => {
    world.close();
    world = openTrustWorld();
    await world.begin({ fw: 3 });
    const three = signed(fileOf(2, [releaseTarget(42)]), ada);
    await world.send('fw-nova', three);
    const answers = await Promise.all([sign('fw-nova', three, ben), sign('fw-nova', three, cleo)]);
    expect(answers.map((answer) => answer.ok && answer.state)).toContain('published');
    await world.read();
    expect(version('2.fw-nova.json')).toBe(2);
  });

  it('a proposal can be taken back, once', async () => {
    await world.send('fw-nova', file());
    expect(await withdrawProposal(world.ports, nameOf('fw-nova', file()), bob)).toBe(true);
    expect(await withdrawProposal(world.ports, nameOf('fw-nova', file()), bob)).toBe(false);
    expect(world.audited().at(-1)).toBe('role file withdrawn fw-nova');
    expect(await sign('fw-nova', file(), ben)).toMatchObject({ refusal: 'unknown-proposal' });
  });

  it('no more wait than people can look through', async () => {
    for (let counter = 1; counter <= proposalsMax; counter += 1) {
      await world.send('fw-nova', signed(fileOf(2, [releaseTarget(counter)]), ada));
    }
    const one = signed(fileOf(2, [releaseTarget(99)]), ada);
    expect(await world.send('fw-nova', one)).toMatchObject({ refusal: 'too-many-proposals' });
  });
});

describe('roots', () => {
  beforeEach(() => world.begin());
  const [rita, sam, tess] = people.root;

  it('follow each other by the old threshold and the new', async () => {
    const raised = rootOf(2, { root: roleOf(people.root, 2) });
    expect(await world.send('root', signed(raised, rita))).toMatchObject({ state: 'waiting' });
    expect(await sign('root', signed(raised), sam)).toMatchObject({ state: 'published', version: 2 });
    await world.read();
    const fresh = sampleKey(24);
    const rotated = rootOf(3, { root: roleOf([tess, fresh], 2) });
    expect(await world.send('root', signed(rotated, tess, fresh))).toMatchObject({ state: 'waiting' });
    expect(await sign('root', signed(rotated), sam)).toMatchObject({ state: 'published', version: 3 });
    await world.read();
  });

  it('are signed by nobody whom neither of two roots lists', async () => {
    const taken = rootOf(2, { root: roleOf([sampleKey(99)]) });
    expect(await world.send('root', signed(taken, sampleKey(99)))).toMatchObject({ state: 'waiting' });
    expect(await world.send('root', signed(rootOf(2), sampleKey(98)))).toMatchObject({
      refusal: 'not-a-key-of-this-role',
    });
    expect(world.files.has('2.root.json')).toBe(false);
  });

  it('may take the timestamp key away at once; what the service signed before is signed again with the next', async () => {
    const spare = sampleKey(71);
    const emergency = rootOf(2, { timestamp: roleOf([spare]) });
    await expect(world.publish('root', signed(emergency, rita))).rejects.toThrow();
    // The service was given no key that the root lists, so clients refuse its timestamp until it is.
    const { timestampKey: _, ...snapshotOnly } = online;
    world.ports.signer.loadPublicKeys = () => ({ ...snapshotOnly, timestampKey: spare });
    world.ports.signer.signTimestamp = async (payload) => spare.sign(payload);
    await world.publish('stop-nova', signed(fileOf(2), ...people.stop));
  });

  it('refuse a key of the service where people sign', async () => {
    const shared = { keys: [...roleOf(people.targets).keys, online.snapshotKey], threshold: 1 };
    expect(await world.send('root', signed(rootOf(2, { targets: shared }), rita))).toMatchObject({
      refusal: 'online-key-in-offline-role',
    });
  });
});

describe('storage that was set back', () => {
  it('is not published over: a version that was given out is given to no other file', async () => {
    await world.begin();
    const then = new Map(world.files);
    await world.publish('stop-nova', signed(fileOf(2), ...people.stop));
    await world.publish('root', signed(rootOf(2), first(people.root)));
    for (const name of [...world.files.keys()]) world.files.delete(name);
    for (const [name, bytes] of then) world.files.set(name, bytes);
    const other = signed(fileOf(2, [], nowMs + 80 * dayMs), ...people.stop);
    const refused = await world.send('stop-nova', other);
    expect(refused).toMatchObject({ refusal: 'storage-behind', publishedVersion: 1 });
    expect([...world.files.keys()].sort()).toEqual([...then.keys()].sort());
    const root = signed(rootOf(2, {}, nowMs - dayMs), first(people.root));
    expect(await world.send('root', root)).toMatchObject({ refusal: 'storage-behind' });
    expect(await world.send('rollout-nova', signed(fileOf(2), ...people.rollout))).toMatchObject({
      refusal: 'storage-behind',
    });
  });
});
