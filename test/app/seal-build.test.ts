// Sealing and withdrawing: once, by what was published, with everything that is left behind.
import { beforeEach, describe, expect, it } from 'vitest';
import { checkChanges } from '../../src/app/check-changes.ts';
import { sealBuild } from '../../src/app/seal-build.ts';
import { withdrawBuild } from '../../src/app/withdraw-build.ts';
import { type Build, deriveRelease } from '../../src/domain/build/build.ts';
import type { ReleaseStatement } from '../../src/domain/build/release-statement.ts';
import { deriveChanges } from '../../src/domain/trust/repository/changes.ts';
import { fakeAudience } from '../fakes/audience.ts';
import { fakeCandidates } from '../fakes/candidates.ts';
import { fakePlans } from '../fakes/plans.ts';
import { artifactOf, image } from '../samples/builds.ts';
import { nowMs, sampleReleaseId } from '../samples/statements.ts';
import { by, openPublishing, type Publishing } from './publishing.ts';

let world: Publishing;
let build: Build;
beforeEach(async () => {
  world = await openPublishing();
  build = await world.stored();
});

const fileName = '2.fw-nova.json';
const seal = (statement: ReleaseStatement = deriveRelease(build)) =>
  sealBuild(world.ports, { statement, fileName }, by);
const bytes = (name: string) => new TextEncoder().encode(name);

/** As the build states it; the build is made before each test. */
const stated = artifactOf(image);
const imageAs = () => ({ ...stated, lengthBytes: stated.sizeBytes });

describe('sealBuild', () => {
  it('keeps the name of the file that published it, wants a map and says who did it', async () => {
    expect(await seal()).toBe('sealed');
    const sealed = { state: 'sealed', release: fileName, sealedMs: nowMs };
    expect(await world.ports.builds.loadBuild(build.id)).toMatchObject(sealed);
    expect(world.store.wantedMaps()).toBe(1);
    expect(world.audited().at(-1)).toBe('build sealed nova-1');
  });

  it('changes nothing the second time', async () => {
    await seal();
    expect(await sealBuild(world.ports, { statement: deriveRelease(build), fileName: '9.fw-nova.json' }, by)).toBe(
      'sealed-already',
    );
    expect(await world.ports.builds.loadBuild(build.id)).toMatchObject({ release: fileName });
    expect(world.audited().filter((entry) => entry.startsWith('build sealed'))).toHaveLength(1);
  });

  describe('of a build that this database never heard of, as after a restore', () => {
    const lost = (changes: Partial<ReleaseStatement> = {}): ReleaseStatement => ({
      ...deriveRelease(build),
      releaseId: sampleReleaseId('nova-9'),
      counter: 9,
      version: '1.9.0',
      vendorVersion: 'V9',
      ...changes,
    });

    it('recovers it from what was signed, while its image is stored', async () => {
      expect(await seal(lost())).toBe('sealed');
      const { id: _, counter: __, ...same } = build;
      expect(await world.ports.builds.loadBuild('nova-9')).toMatchObject({
        models: same.models,
        artifact: { sha256: same.artifact.sha256, chunkRoot: same.artifact.chunkRoot, verifiedMs: nowMs },
        counter: 9,
        state: 'sealed',
        release: fileName,
      });
      expect(world.audited().slice(-3)).toEqual([
        'build recovered nova-9',
        'artifact stored nova-9',
        'build sealed nova-9',
      ]);
      expect(await seal(lost())).toBe('sealed-already');
    });

    it.each([
      ['the image is gone', { image: { ...imageAs(), sha256: '0'.repeat(64) } }],
      ['the image has another length', { image: { ...imageAs(), lengthBytes: 5 } }],
      ['its counter was given away', { releaseId: sampleReleaseId('nova-0'), counter: 0 }],
      ['its name was given away', { version: '1.1.0' }],
      ['its id names another counter', { counter: 10 }],
    ])('leaves it alone where %s', async (_what, changes) => {
      expect(await seal(lost(changes))).toBe('unknown-build');
    });
  });

  it('never seals what the draft does not say: such a file is not published', async () => {
    await expect(seal({ ...deriveRelease(build), version: '6.6.6' })).rejects.toThrow();
    expect(await world.ports.builds.loadBuild(build.id)).toEqual(build);
  });
});

describe('checkChanges', () => {
  const ports = () => ({
    ...world.ports,
    audience: fakeAudience([]),
    candidates: fakeCandidates([]),
    plans: fakePlans(),
  });
  const problemsOf = async (statement: ReleaseStatement) => {
    const path = `fw/nova/${statement.releaseId}.nova.img`;
    const problems = await checkChanges(ports(), deriveChanges([], [{ path, statement }]));
    return problems.map(({ where }) => where.replace(`${path}: `, ''));
  };

  it('has nothing against a release that says what its stored draft says', async () => {
    expect(await problemsOf(deriveRelease(build))).toEqual([]);
  });

  it('names what differs, what is not stored, and what is no draft', async () => {
    const release = deriveRelease(build);
    expect(await problemsOf({ ...release, models: ['n1'], version: '6.6.6' })).toEqual(['version', 'models']);
    const unstored = await world.draft({ version: '2.0.0', vendorVersion: null, artifact: artifactOf(bytes('x')) });
    expect(await problemsOf(deriveRelease(unstored))).toEqual(['image']);
    expect(await problemsOf({ ...release, releaseId: sampleReleaseId('nova-9') })).toEqual(['releaseId']);
  });
});

describe('withdrawBuild', () => {
  const withdraw = (reason = 'boot loop', buildId: string = build.id) =>
    withdrawBuild(world.ports, { buildId, reason }, by);

  it('adds a fact and leaves the sealed build as it was', async () => {
    await seal();
    const withdrawal = { reason: 'boot loop', actor: 'ada', withdrawnMs: nowMs };
    expect(await withdraw()).toMatchObject({ ok: true, build: { withdrawal, state: 'sealed' } });
    expect(await world.ports.builds.loadBuild(build.id)).toMatchObject({ withdrawal, release: fileName });
    expect(world.store.wantedMaps()).toBe(2);
    expect(world.audited().at(-1)).toBe('build withdrawn nova-1');
  });

  it('happens once', async () => {
    await seal();
    await withdraw();
    expect(await withdraw('other')).toMatchObject({
      ok: false,
      refusal: 'withdrawn-already',
      build: { withdrawal: { reason: 'boot loop' } },
    });
    expect(world.store.wantedMaps()).toBe(2);
  });

  it('is for sealed builds', async () => {
    expect(await withdraw()).toMatchObject({ ok: false, refusal: 'not-sealed' });
    expect(await withdraw('x', 'nova-9')).toEqual({ ok: false, refusal: 'unknown-build' });
  });
});
