// Targets are found through delegations in their order, depth first, and never on another delegator's word (properties 25).
import { describe, expect, it } from 'vitest';
import { isDelegated, isMatch } from '../../../src/domain/trust/tuf/match-path.ts';
import type { DelegatedPaths, Delegation } from '../../../src/domain/trust/tuf/metadata.ts';
import { createClient, createRepository, type Repository, rolesBy } from '../../samples/repository.ts';
import { sampleKey } from '../../samples/statements.ts';

type Edge = { from: string; to: string; paths?: string[] | DelegatedPaths; terminating?: boolean; keySeed?: number };
const edge = (from: string, to: string, rest: Omit<Edge, 'from' | 'to'> = {}): Edge => ({ from, to, ...rest });

const keyOf = (role: string) => sampleKey(100 + role.charCodeAt(0));

function delegationOf({ to, paths = ['*'], terminating = false, keySeed }: Edge): Delegation {
  const key = keySeed === undefined ? keyOf(to) : sampleKey(keySeed);
  return {
    ...rolesBy(1, key),
    name: to,
    terminating,
    paths: Array.isArray(paths) ? { kind: 'patterns', patterns: paths } : paths,
  };
}

/** Publishes a graph; `files` says which role holds which target. */
function publishGraph(edges: readonly Edge[], files: Readonly<Record<string, string[]>> = {}): Repository {
  const repository = createRepository();
  repository.now.targets.clear();
  repository.listed.clear();
  const roles = new Set(['targets', ...edges.flatMap(({ from, to }) => [from, to])]);
  for (const role of roles) {
    if (role !== 'targets') repository.signers.set(role, [keyOf(role)]);
    const held = files[role] ?? [];
    repository.publishTargets(role, {
      targets: new Map(held.map((path) => [path, { lengthBytes: 1, hashes: { sha256: 'ab'.repeat(32) } }])),
      delegations: edges.filter(({ from }) => from === role).map(delegationOf),
    });
  }
  repository.publishSnapshot();
  repository.publishTimestamp();
  return repository;
}

/** Roles that were asked for, after the four that every refresh asks for. */
async function visit(repository: Repository, path: string) {
  const client = await createClient(repository);
  expect(await client.refresh()).toMatchObject({ ok: true });
  repository.requests.length = 0;
  const outcome = await client.findTarget(path);
  return { outcome, visited: repository.requests.map((name) => name.split('.')[1]).join(''), client };
}

describe('graphs of the conformance suite', () => {
  it.each<[string, Edge[], string]>([
    ['one', [edge('targets', 'A')], 'A'],
    ['two beside each other', [edge('targets', 'A'), edge('targets', 'B')], 'AB'],
    ['two levels', [edge('targets', 'A'), edge('targets', 'B'), edge('B', 'C')], 'ABC'],
    ['depth first', [edge('targets', 'A'), edge('targets', 'B'), edge('A', 'C'), edge('A', 'D')], 'ACDB'],
    ['three levels', [edge('targets', 'A'), edge('targets', 'B'), edge('A', 'C'), edge('C', 'D')], 'ACDB'],
    [
      'a terminating one ends all',
      [edge('targets', 'A'), edge('targets', 'B'), edge('A', 'C', { terminating: true }), edge('A', 'D')],
      'AC',
    ],
    [
      'but not what is below it',
      [edge('targets', 'A'), edge('targets', 'B'), edge('A', 'C', { terminating: true }), edge('C', 'D')],
      'ACD',
    ],
    [
      'a branch that is not about it',
      [edge('targets', 'A', { paths: ['*.py'] }), edge('targets', 'B'), edge('A', 'C')],
      'B',
    ],
    [
      'a deeper branch that is not',
      [edge('targets', 'A'), edge('targets', 'B'), edge('A', 'C', { paths: ['*.py'] }), edge('C', 'D')],
      'AB',
    ],
    ['a cycle', [edge('targets', 'A'), edge('targets', 'B'), edge('B', 'C'), edge('C', 'D'), edge('D', 'B')], 'ABCD'],
    ['two ways to one', [edge('targets', 'A'), edge('targets', 'B'), edge('B', 'C'), edge('A', 'C')], 'ACB'],
    [
      'two ways of which one is about it',
      [edge('targets', 'A'), edge('targets', 'B'), edge('B', 'C'), edge('A', 'C', { paths: ['*.py'] })],
      'ABC',
    ],
    [
      'a terminating one that is not about it ends nothing',
      [edge('targets', 'A', { terminating: true, paths: ['x'] }), edge('targets', 'B')],
      'B',
    ],
  ])('%s', async (_, edges, order) => {
    const { outcome, visited } = await visit(publishGraph(edges), 'missing');
    expect(outcome).toMatchObject({ ok: false, refusal: 'target-not-found' });
    expect(visited).toBe(order);
  });

  const tree = [
    edge('targets', 'A', { paths: ['*.doc', '*.md', 'foo-?.tgz'] }),
    edge('targets', 'B', { paths: ['releases/*/*'] }),
    edge('B', 'C', { paths: ['releases/x/*'] }),
    edge('B', 'D', { paths: ['releases/y/*.zip'] }),
  ];
  const files = {
    targets: ['targetfile'],
    A: ['README.md', 'releases/README.md', 'foo-1.tgz', 'foo-alpha.tgz'],
    C: ['releases/x/x_v1'],
    D: ['releases/y/y_v1.zip', 'releases/z/z_v1.zip'],
  };

  it.each<[string, boolean, string]>([
    ['targetfile', true, ''],
    ['README.md', true, 'A'],
    ['releases/x/x_v1', true, 'BC'],
    ['releases/y/y_v1.zip', true, 'BD'],
    ['releases/z/z_v1.zip', false, 'B'],
    ['releases/README.md', false, ''],
    ['foo-1.tgz', true, 'A'],
    ['foo-alpha.tgz', false, ''],
    ['README.MD', false, ''],
  ])('%s: %s', async (path, isFound, order) => {
    const { outcome, visited } = await visit(publishGraph(tree, files), path);
    expect(outcome.ok).toBe(isFound);
    expect(visited).toBe(order);
  });
});

describe('a delegated role', () => {
  const diamond = [
    edge('targets', 'A', { paths: ['a/*'] }),
    edge('targets', 'B', { paths: ['b/*'] }),
    edge('A', 'C', { paths: ['a/*'] }),
    edge('B', 'C', { paths: ['b/*'], keySeed: 9 }),
  ];

  it('that was kept is verified by the delegator of this way', async () => {
    const repository = publishGraph(diamond, { C: ['a/good', 'b/evil'] });
    const { outcome, client } = await visit(repository, 'a/good');
    expect(outcome).toMatchObject({ ok: true, role: 'C' });
    expect(await client.findTarget('b/evil')).toMatchObject({ ok: false, role: 'C', refusal: 'too-few-signatures' });
  });

  it('is fetched once, also over a restart', async () => {
    const repository = publishGraph([edge('targets', 'A')], { A: ['x'] });
    const { client } = await visit(repository, 'x');
    const restarted = client.restarted();
    await restarted.refresh();
    repository.requests.length = 0;
    expect(await restarted.findTarget('x')).toMatchObject({ ok: true, role: 'A', file: `${'ab'.repeat(32)}.x` });
    expect(repository.requests).toEqual([]);
  });

  it('that snapshot does not list is not asked for', async () => {
    const repository = publishGraph([edge('targets', 'A')], { A: ['x'] });
    repository.listed.delete('A');
    repository.publishSnapshot();
    repository.publishTimestamp();
    const { outcome, visited } = await visit(repository, 'x');
    expect(outcome).toEqual({ ok: false, role: 'A', refusal: 'not-in-snapshot' });
    expect(visited).toBe('');
  });

  it('that expired, or is of another, is not believed', async () => {
    for (const change of ['expired', 'signer'] as const) {
      const repository = publishGraph([edge('targets', 'A')], { A: ['x'] });
      if (change === 'signer') repository.signers.set('A', [sampleKey(1)]);
      repository.publishTargets('A', change === 'expired' ? { expiresMs: 1_000 } : {});
      repository.publishSnapshot();
      repository.publishTimestamp();
      const { outcome, client } = await visit(repository, 'x');
      expect(outcome).toMatchObject({ role: 'A', refusal: change === 'expired' ? 'expired' : 'too-few-signatures' });
      expect(client.store.files.has('A')).toBe(false);
    }
  });
});

describe('a search', () => {
  const chain = (length: number) =>
    Array.from({ length }, (_, at) => edge(at === 0 ? 'targets' : `r${at}`, `r${at + 1}`));

  it('looks into 32 delegated roles', async () => {
    const { outcome } = await visit(publishGraph(chain(32), { r32: ['x'] }), 'x');
    expect(outcome).toMatchObject({ ok: true, role: 'r32' });
  });

  it('and into no more', async () => {
    const { outcome, visited } = await visit(publishGraph(chain(33), { r33: ['x'] }), 'x');
    expect(outcome).toEqual({ ok: false, role: 'r32', refusal: 'too-many-delegations' });
    expect(visited).not.toContain('r33');
  });
});

describe('patterns', () => {
  it.each<[string, string, boolean]>([
    ['*', 'a', true],
    ['*', '', true],
    ['*', 'a/b', false],
    ['a/*', 'a/', true],
    ['a/*', 'a/b/c', false],
    ['a?c', 'abc', true],
    ['a?c', 'a/c', false],
    ['a?c', 'ac', false],
    ['*a*b', 'xaxb', true],
    ['*a*b', 'xaxbx', false],
    ['*ab', 'aab', true],
    ['**', 'ab', true],
    ['a.c', 'abc', false],
    ['[ab]', 'a', false],
    ['[ab]', '[ab]', true],
    ['a', 'A', false],
    ['', '', true],
    ['*/*', 'a', false],
  ])('%s on %s: %s', (pattern, path, isRight) => {
    expect(isMatch(pattern, path)).toBe(isRight);
  });

  it('cost no more than their length times the path’s', () => {
    expect(isMatch(`${'*a'.repeat(400)}b`, 'a'.repeat(1_000))).toBe(false);
  });

  it('by hash are prefixes of the hex sha256 of the path', () => {
    // sha256('file1.txt') by sha256sum.
    const prefixes = (...list: string[]): DelegatedPaths => ({ kind: 'hash-prefixes', prefixes: list });
    expect(isDelegated(prefixes('55', 'ab'), 'file1.txt')).toBe(true);
    expect(isDelegated(prefixes('5'), 'file1.txt')).toBe(true);
    expect(isDelegated(prefixes('56'), 'file1.txt')).toBe(false);
    expect(isDelegated(prefixes(), 'file1.txt')).toBe(false);
  });
});
