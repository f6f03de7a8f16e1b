// The chain of roots: each signed by the one before and by itself, none skipped, and only the last must be alive (properties 4).
import { describe, expect, it } from 'vitest';
import { createClient, createRepository, rolesBy, versionsIn } from '../../samples/repository.ts';
import { nowMs, type SampleKey, sampleKey } from '../../samples/statements.ts';

const people = Array.from({ length: 10 }, (_, at) => sampleKey(30 + at));
const pick = (numbers: readonly number[]): SampleKey[] => people.filter((_, at) => numbers.includes(at));

type Step = { readonly keys: number[]; readonly threshold: number; readonly signers: number[] };
const step = (keys: number[], threshold: number, signers: number[]): Step => ({ keys, threshold, signers });

/** A repository whose roots 1, 2, … are these; the last one is what a device must come to. */
function publishSteps(steps: readonly Step[]) {
  const repository = createRepository();
  repository.files.delete('1.root.json');
  repository.now.root = { ...repository.now.root, version: 0 };
  for (const { keys, threshold, signers } of steps) {
    repository.signers.set('root', pick(signers));
    repository.publishRoot({ roles: { ...repository.now.root.roles, root: rolesBy(threshold, ...pick(keys)) } });
  }
  return repository;
}

const five = [0, 1, 2, 3, 4];
const otherFive = [0, 1, 3, 4, 5];

describe('rotations of the conformance suite', () => {
  it.each<[string, Step[]]>([
    ['1 of 1', [step([1], 1, [1]), step([2], 1, [2, 1]), step([2], 1, [2])]],
    ['unused signatures', [step([1], 1, [3, 1, 4]), step([2], 1, [3, 2, 1, 4]), step([2], 1, [3, 2, 4])]],
    ['3 of 5 by others each time', [step(five, 3, [0, 2, 4]), step(five, 3, [0, 4, 1]), step(five, 3, [0, 1, 3])]],
    ['3 of 5, one rotated', [step(five, 3, [0, 2, 4]), step(otherFive, 3, [0, 4, 1])]],
    [
      '3 of 5, one rotated in two steps',
      [step(five, 3, [0, 2, 4]), step(otherFive, 3, [0, 2, 4, 5]), step(otherFive, 3, [0, 4, 5])],
    ],
    [
      '3 of 5, all rotated',
      [step(five, 3, [0, 2, 4]), step([5, 6, 7, 8, 9], 3, [0, 2, 4, 5, 6, 7]), step([5, 6, 7, 8, 9], 3, [5, 6, 7])],
    ],
    ['threshold up', [step([1, 2, 3], 1, [1]), step([1, 2, 3], 2, [1, 2])]],
    ['threshold down', [step([1, 2, 3], 2, [1, 2]), step([1, 2, 3], 1, [1, 2]), step([1, 2, 3], 1, [1])]],
    ['one key more and a threshold of two', [step([1], 1, [1]), step([1, 2], 2, [1, 2])]],
  ])('%s is walked', async (_, steps) => {
    const client = await createClient(publishSteps(steps));
    expect(await client.refresh()).toMatchObject({ ok: true });
    expect(versionsIn(client.store.files)).toMatchObject({ root: steps.length });
  });

  it.each<[string, Step[]]>([
    ['not signed by the old key', [step([1], 1, [1]), step([2], 1, [2, 3, 4])]],
    ['not signed by the new key', [step([1], 1, [1]), step([2], 1, [1, 3, 4])]],
    ['not by three of the new', [step(five, 3, [0, 2, 4]), step(otherFive, 3, [0, 2, 4])]],
    ['not by three of the old', [step(five, 3, [0, 2, 4]), step(otherFive, 3, [0, 4, 5])]],
    ['the raised threshold is not reached', [step([1, 2, 3], 1, [1]), step([1, 2, 3], 2, [2])]],
    ['the old threshold is not reached', [step([1, 2, 3], 2, [1, 2]), step([1, 2, 3], 1, [1])]],
  ])('%s is refused, and the root before stays', async (_, steps) => {
    const client = await createClient(publishSteps(steps));
    expect(await client.refresh()).toEqual({ ok: false, role: 'root', refusal: 'too-few-signatures' });
    expect(versionsIn(client.store.files)).toEqual({ root: 1 });
  });
});

describe('the last root', () => {
  it('is trusted though it expired, and nothing below it', async () => {
    const repository = createRepository();
    repository.publishRoot({ expiresMs: nowMs });
    const client = await createClient(repository);
    expect(await client.refresh()).toEqual({ ok: false, role: 'root', refusal: 'expired' });
    expect(versionsIn(client.store.files)).toEqual({ root: 2 });
  });

  it('is not reached by a skip, though the same keys signed it', async () => {
    const repository = createRepository();
    for (let roots = 1; roots < 4; roots += 1) repository.publishRoot();
    repository.files.set('2.root.json', repository.files.get('3.root.json') ?? new Uint8Array());
    const client = await createClient(repository);
    expect(await client.refresh()).toEqual({ ok: false, role: 'root', refusal: 'version-not-next' });
    expect(versionsIn(client.store.files)).toEqual({ root: 1 });
  });
});

describe('keys', () => {
  it('of one person under one threshold are one (properties 2)', async () => {
    const repository = createRepository();
    const [anna, ben] = [sampleKey(1), sampleKey(2)];
    repository.publishRoot({ roles: { ...repository.now.root.roles, snapshot: rolesBy(2, anna, ben) } });
    repository.signers.set('snapshot', [anna]);
    repository.publish();
    const client = await createClient(repository);
    expect(await client.refresh()).toMatchObject({ role: 'snapshot', refusal: 'too-few-signatures' });
  });

  it.each(['timestamp', 'snapshot', 'targets'] as const)('of %s are those of the newest root', async (role) => {
    const repository = createRepository();
    repository.rotate(role, sampleKey(77));
    repository.signers.set(role, [sampleKey(13), sampleKey(12), sampleKey(14)]);
    repository.publish();
    const client = await createClient(repository);
    expect(await client.refresh()).toMatchObject({ role, refusal: 'too-few-signatures' });
  });
});
