// Names of roles, files and targets: what is ours is read, and nothing else ever reaches storage.
import { describe, expect, it } from 'vitest';
import {
  deriveDelegatedPatterns,
  deriveFileName,
  deriveRoleName,
  isInsideRole,
  readFileName,
  readRoleName,
} from '../../../../src/domain/trust/repository/role-name.ts';
import {
  deriveReleaseTargetPath,
  readHashedName,
  readReleaseTarget,
} from '../../../../src/domain/trust/repository/target-name.ts';

const strange = [
  '',
  'timestamp',
  'snapshot',
  'Root',
  'root.json',
  'fw-',
  'fw--nova',
  'fw-NOVA',
  'fw-../x',
  'fw-nova/x',
  'fw-nova%2Fx',
  'fw-no_va',
  'fw-a..b',
  'stop',
  `fw-${'a'.repeat(41)}`,
  'fw-nova-archive-archive',
  'rollout-nova-archive',
  '__proto__',
  'constructor',
  'fw-nova\n',
  'fw-nоva',
];

describe('role names', () => {
  it.each([
    ['root', 'root', null],
    ['targets', 'targets', null],
    ['fw-nova', 'fw', 'nova'],
    ['fw-nova-archive', 'fw-archive', 'nova'],
    ['rollout-a-b-1', 'rollout', 'a-b-1'],
    ['stop-nova', 'stop', 'nova'],
    ['fw-fw-nova', 'fw', 'fw-nova'],
  ])('%s is read, and spelled back', (name, kind, product) => {
    const role = readRoleName(name);
    expect(role).toEqual({ kind, name, product });
    if (role !== null && role.product !== null) expect(deriveRoleName(role.kind, role.product)).toBe(name);
  });

  it.each(strange)('%j is none', (name) => {
    expect(readRoleName(name)).toBeNull();
  });
});

describe('file names', () => {
  it.each([
    ['1.root.json', { role: 'root', version: 1 }],
    ['12.snapshot.json', { role: 'snapshot', version: 12 }],
    ['9007199254740991.fw-nova.json', { role: 'fw-nova', version: 9007199254740991 }],
  ])('%s is read, and spelled back', (name, file) => {
    expect(readFileName(name)).toEqual(file);
    expect(deriveFileName(file)).toBe(name);
  });

  it.each([
    ...strange.filter((name) => name !== 'snapshot').map((name) => `1.${name}.json`),
    'root.json',
    '0.root.json',
    '01.root.json',
    '-1.root.json',
    '1e3.root.json',
    '9007199254740992.root.json',
    '99999999999999999.root.json',
    '1.root.json/',
    '../1.root.json',
    '1.root.json.json',
    '1.timestamp.json',
    '1.root.JSON',
    '1.root.json\0',
  ])('%j is none', (name) => {
    expect(readFileName(name)).toBeNull();
  });
});

describe('targets', () => {
  it('stand inside their role, and `*` crosses no slash', () => {
    expect(deriveDelegatedPatterns('rollout', 'nova')).toEqual(['rollout/nova/*', 'rollout/nova/back/*']);
    expect(isInsideRole('fw', 'nova', 'fw/nova/nova-1.x.img')).toBe(true);
    expect(isInsideRole('fw-archive', 'nova', 'fw/nova/x')).toBe(true);
    expect(isInsideRole('rollout', 'nova', 'rollout/nova/back/3')).toBe(true);
    const outside = ['fw/nova/', 'fw/nova', 'fw/nova/a/b', 'fw/novax/a', 'fw/luna/a', 'stop/nova/a', 'xfw/nova/a'];
    expect(outside.filter((path) => isInsideRole('fw', 'nova', path))).toEqual([]);
    expect(isInsideRole('rollout', 'nova', 'rollout/nova/back/3/4')).toBe(false);
  });

  it('of releases are named by release and file', () => {
    const target = { product: 'nova', releaseId: 'nova-42', fileName: 'nova-1.4.0.img' };
    expect(deriveReleaseTargetPath(target)).toBe('fw/nova/nova-42.nova-1.4.0.img');
    expect(readReleaseTarget('fw/nova/nova-42.nova-1.4.0.img')).toEqual(target);
    for (const path of [
      'fw/nova/nova-42',
      'fw/nova/nova-42.',
      'fw/nova/.x',
      'fw/nova/a.b/c',
      'fw/nova/a..x',
      'stop/nova/a.b',
    ])
      expect([path, readReleaseTarget(path)]).toEqual([path, null]);
  });

  it('are asked for by hash and name', () => {
    const [sha256, sha512] = ['a'.repeat(64), 'b'.repeat(128)];
    expect(readHashedName(`${sha256}.x.img`)).toEqual({ hash: sha256, name: 'x.img' });
    expect(readHashedName(`${sha512}.3`)).toEqual({ hash: sha512, name: '3' });
    for (const name of ['x.img', `${sha256}.`, `${sha256}x`, `${'A'.repeat(64)}.x`, `${'a'.repeat(65)}.x`])
      expect(readHashedName(name)).toBeNull();
  });
});
