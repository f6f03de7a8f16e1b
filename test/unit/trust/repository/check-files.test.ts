// What roots, delegations and product files may say: each rule refuses its own mistake, and nothing that is in order.
import { describe, expect, it } from 'vitest';
import { deriveTrustedKey } from '../../../../src/domain/trust/key.ts';
import { deriveChanges } from '../../../../src/domain/trust/repository/changes.ts';
import { checkDelegations } from '../../../../src/domain/trust/repository/check-delegations.ts';
import { checkHead } from '../../../../src/domain/trust/repository/check-head.ts';
import { checkRoot } from '../../../../src/domain/trust/repository/check-root.ts';
import { checkStatements } from '../../../../src/domain/trust/repository/check-statements.ts';
import type { Check } from '../../../../src/domain/trust/repository/refusal.ts';
import type { DelegatedKind } from '../../../../src/domain/trust/repository/role-name.ts';
import { checkRoleKeys } from '../../../../src/domain/trust/repository/signing.ts';
import type { Delegation, RoleKeys, Root, Target } from '../../../../src/domain/trust/tuf/metadata.ts';
import { encodeReleaseDigest } from '../../../../src/wire/trust/release-digest.ts';
import { parseStatements } from '../../../../src/wire/trust/statements.ts';
import { dayMs, expectValue, nowMs, sampleKey, sampleReleaseId } from '../../../samples/statements.ts';
import {
  ceilingTarget,
  delegationsOf,
  fileOf,
  first,
  online,
  people,
  permitTarget,
  releaseTarget,
  roleOf,
  rootOf,
  stopTarget,
} from '../../../samples/trust.ts';

const refusalOf = (check: Check) => (check.ok ? 'ok' : check.refusal);

describe('a head', () => {
  const judge = (version: number, livesMs: number, kind: 'root' | 'fw' = 'fw') =>
    refusalOf(checkHead({ kind, head: { version, expiresMs: nowMs + livesMs }, nextVersion: 3, nowMs }));

  it.each([
    [3, dayMs, 'ok'],
    [2, dayMs, 'version-taken'],
    [4, dayMs, 'version-skipped'],
    [3, 0, 'expired'],
    [3, 1, 'ok'],
    [3, 180 * dayMs + 3_600_000, 'ok'],
    [3, 180 * dayMs + 3_600_001, 'expires-too-late'],
  ])('of version %i that lives %i ms: %s', (version, livesMs, verdict) => {
    expect(judge(version, livesMs)).toBe(verdict);
  });

  it('may live as long as its own role does', () => {
    expect(judge(3, 365 * dayMs, 'root')).toBe('ok');
  });
});

describe('thresholds', () => {
  const twins = [sampleKey(1), { ...sampleKey(1), keyId: sampleKey(2).keyId }];
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 4, 2 ** 53])('of %d of 3 are refused', (threshold) => {
    expect(refusalOf(checkRoleKeys(roleOf(people.fw, threshold), 'x'))).toBe('threshold-not-sane');
  });

  it('count distinct keys, and only usable ones may stand there', () => {
    expect(refusalOf(checkRoleKeys(roleOf(people.fw, 3), 'x'))).toBe('ok');
    expect(refusalOf(checkRoleKeys({ keys: twins, threshold: 2 }, 'x'))).toBe('threshold-not-sane');
    const identity = deriveTrustedKey(new Uint8Array(32).fill(1, 0, 1));
    expect(refusalOf(checkRoleKeys({ keys: [...people.fw, identity], threshold: 1 }, 'x'))).toBe('key-not-usable');
  });
});

describe('a root', () => {
  const judge = (root: Root, isFirst = true) => refusalOf(checkRoot(root, { online, isFirst }));
  const withKey = (role: RoleKeys) => ({ keys: [...role.keys, online.timestampKey], threshold: 1 });

  it.each([
    ['in order', rootOf(1), 'ok'],
    ['without consistent snapshots', { ...rootOf(1), consistentSnapshot: false }, 'not-consistent'],
    ['with a threshold of 0', rootOf(1, { targets: roleOf(people.targets, 0) }), 'threshold-not-sane'],
    ['whose snapshot takes two', rootOf(1, { snapshot: roleOf(people.fw, 2) }), 'threshold-not-sane'],
    ['that the service could sign', rootOf(1, { root: withKey(roleOf(people.root)) }), 'online-key-in-offline-role'],
    ['whose targets it could', rootOf(1, { targets: withKey(roleOf(people.targets)) }), 'online-key-in-offline-role'],
    ['that lists another snapshot key', rootOf(1, { snapshot: roleOf([sampleKey(9)]) }), 'service-cannot-sign'],
    ['that lists another timestamp key', rootOf(1, { timestamp: roleOf([sampleKey(9)]) }), 'service-cannot-sign'],
  ])('%s: %s', (_, root, verdict) => {
    expect(judge(root)).toBe(verdict);
  });

  it('that is not the first may take the keys of the service away', () => {
    expect(judge(rootOf(2, { timestamp: roleOf([sampleKey(9)]) }), false)).toBe('ok');
  });
});

describe('delegations', () => {
  const judge = (delegations: readonly Delegation[], targets = new Map<string, Target>()) =>
    refusalOf(checkDelegations({ ...delegationsOf(1), delegations, targets }, rootOf(1)));
  const all = delegationsOf(1).delegations;
  const change = (name: string, changes: Partial<Delegation>) =>
    all.map((each) => (each.name === name ? { ...each, ...changes } : each));
  const patterns = (...list: string[]) => ({ kind: 'patterns', patterns: list }) as const;

  it.each([
    ['in order', all, 'ok'],
    ['of none', [], 'ok'],
    ['without an archive, terminating', [{ ...first(all), terminating: true }], 'ok'],
    ['without an archive, open', [first(all)], 'delegation-not-ours'],
    ['whose archive is hidden', change('fw-nova', { terminating: true }), 'delegation-not-ours'],
    ['whose archive ends nothing', change('fw-nova-archive', { terminating: false }), 'delegation-not-ours'],
    ['with an open stop', change('stop-nova', { terminating: false }), 'delegation-not-ours'],
    ['of a role twice', [...all, ...all.slice(-1)], 'delegation-not-ours'],
    ['of a name that is not ours', change('stop-nova', { name: 'anything' }), 'delegation-not-ours'],
    ['of a top role', change('stop-nova', { name: 'root' }), 'delegation-not-ours'],
    ['of paths of another product', change('stop-nova', { paths: patterns('stop/luna/*') }), 'delegation-not-ours'],
    ['of everything', change('stop-nova', { paths: patterns('*', 'stop/nova/*') }), 'delegation-not-ours'],
    [
      'by hash prefixes',
      change('stop-nova', { paths: { kind: 'hash-prefixes', prefixes: ['0'] } }),
      'delegation-not-ours',
    ],
    ['with a threshold of 0', change('stop-nova', { threshold: 0 }), 'threshold-not-sane'],
    ['to the service', change('stop-nova', { keys: [online.snapshotKey] }), 'online-key-in-offline-role'],
  ])('%s: %s', (_, delegations, verdict) => {
    expect(judge(delegations)).toBe(verdict);
  });

  it('stand beside no target', () => {
    expect(judge(all, new Map([releaseTarget(1)]))).toBe('targets-not-empty');
  });
});

const digestOf = encodeReleaseDigest;

describe('statements', () => {
  type Targets = readonly (readonly [string, Target])[];
  function judge(
    kind: DelegatedKind,
    before: Targets,
    after: Targets,
    releases: Targets = kind === 'fw' ? before : [],
  ) {
    const read = (targets: Targets) => expectValue(parseStatements(fileOf(1, targets)));
    const file = fileOf(2, after);
    const question = {
      kind,
      product: 'nova',
      file,
      before: read(before),
      after: read(after),
      releases: read(releases),
      digestOf,
    };
    return refusalOf(checkStatements(question));
  }
  const [r41, r42, r43] = [releaseTarget(41), releaseTarget(42), releaseTarget(43)];
  const other42 = releaseTarget(42, { accepts: '*' });

  it.each<[string, DelegatedKind, Targets, Targets, string, Targets?]>([
    ['a first release', 'fw', [], [r42], 'ok'],
    ['a further release', 'fw', [r41], [r41, r42], 'ok'],
    ['a release taken out', 'fw', [r41, r42], [r42], 'ok'],
    ['a release in other words', 'fw', [r42], [other42], 'release-changed'],
    ['a counter below', 'fw', [r42], [r42, r41], 'counter-not-higher'],
    [
      'two of one counter',
      'fw',
      [],
      [r42, releaseTarget(42, { releaseId: sampleReleaseId('nova-x'), counter: 42 })],
      'counter-not-higher',
    ],
    ['a release back from the archive', 'fw', [r43], [r43, r42], 'ok', [r43, r42]],
    ['one into the archive', 'fw-archive', [], [r42], 'ok', [r42, r43]],
    ['one into the archive that was never published', 'fw-archive', [], [r43], 'counter-not-higher', [r42]],
    ['one into the archive in other words', 'fw-archive', [], [other42], 'counter-not-higher', [r42]],
    ['a ceiling', 'rollout', [], [ceilingTarget()], 'ok'],
    ['a ceiling of what is published', 'rollout', [], [ceilingTarget()], 'ok', [r42]],
    ['a ceiling of other words', 'rollout', [], [ceilingTarget()], 'release-named-otherwise', [other42]],
    [
      'a ceiling made one of other words',
      'rollout',
      [ceilingTarget()],
      [ceilingTarget({ seq: 2, releaseSha256: 'f'.repeat(64) })],
      'release-named-otherwise',
      [r42],
    ],
    ['a ceiling of a release that is nowhere', 'rollout', [], [ceilingTarget()], 'ok', [r41]],
    ['a permit to what is published', 'rollout', [], [permitTarget()], 'ok', [r42]],
    ['a permit to other words', 'rollout', [], [permitTarget()], 'release-named-otherwise', [other42]],
    ['a ceiling with a higher seq', 'rollout', [ceilingTarget()], [ceilingTarget({ seq: 2 })], 'ok'],
    [
      'a ceiling changed under its seq',
      'rollout',
      [ceilingTarget()],
      [ceilingTarget({ notAfterMs: 1 })],
      'ceiling-outdated',
    ],
    ['a ceiling with a lower seq', 'rollout', [ceilingTarget({ seq: 2 })], [ceilingTarget()], 'ceiling-outdated'],
    ['a ceiling taken out', 'rollout', [ceilingTarget()], [], 'ok'],
    ['a permit', 'rollout', [], [permitTarget()], 'ok'],
    ['a permit in other words', 'rollout', [permitTarget()], [permitTarget({ notAfterMs: 1 })], 'permit-changed'],
    ['a stop', 'stop', [], [stopTarget()], 'ok'],
    ['a stop made a recall', 'stop', [stopTarget()], [stopTarget({ action: 'recall', seq: 2 })], 'ok'],
    ['a stop changed under its seq', 'stop', [stopTarget()], [stopTarget({ action: 'recall' })], 'stop-outdated'],
    ['a stop that vanished', 'stop', [stopTarget()], [], 'stop-removed', [r42]],
    ['a stop of a release that is gone', 'stop', [stopTarget()], [], 'ok', [r43]],
    ['a stop among releases', 'fw', [], [stopTarget()], 'path-outside-delegation'],
    ['a release among stops', 'stop', [], [r42], 'path-outside-delegation'],
  ])('%s', (_, kind, before, after, verdict, releases) => {
    expect(judge(kind, before, after, releases)).toBe(verdict);
  });

  it('may delegate no further', () => {
    const file = { ...fileOf(1), delegations: delegationsOf(1).delegations };
    const question = { kind: 'fw', product: 'nova', file, before: [], after: [], releases: [], digestOf } as const;
    expect(refusalOf(checkStatements(question))).toBe('delegations-not-allowed');
  });

  it('are of their own role, whatever the path says', () => {
    const luna = expectValue(parseStatements(fileOf(1, [releaseTarget(42, { product: 'luna' })])));
    const after = luna.map(({ statement }) => ({ path: 'fw/nova/x', statement }));
    const file = fileOf(1, [['fw/nova/x', r42[1]]]);
    const question = { kind: 'fw', product: 'nova', file, before: [], after, releases: [], digestOf } as const;
    expect(refusalOf(checkStatements(question))).toBe('statement-of-another-role');
  });
});

describe('changes', () => {
  it('are told by kind: what came, what went, what was put in another’s place', () => {
    const read = (...targets: (readonly [string, Target])[]) => expectValue(parseStatements(fileOf(1, targets)));
    const before = read(ceilingTarget(), permitTarget());
    const changes = deriveChanges(before, read(ceilingTarget({ seq: 2 }), permitTarget({ permitNumber: 4 })));
    expect(changes.ceilings).toMatchObject({
      added: [],
      removed: [],
      replaced: [{ before: { seq: 1 }, after: { seq: 2 } }],
    });
    expect(changes.permits).toMatchObject({
      added: [{ path: 'rollout/nova/back/4' }],
      removed: [{ path: 'rollout/nova/back/3' }],
    });
    expect(deriveChanges(before, before).ceilings).toEqual({ added: [], removed: [], replaced: [] });
  });
});
