// Sealing and withdrawing: once, by a key of the product, with everything that is left behind.
import { beforeEach, describe, expect, it } from 'vitest';
import { sealBuild } from '../../src/app/seal-build.ts';
import { withdrawBuild } from '../../src/app/withdraw-build.ts';
import type { Build } from '../../src/domain/build/build.ts';
import { parseSignedRelease } from '../../src/wire/release/signed-release.ts';
import { artifactOf, sealOf } from '../samples/builds.ts';
import { expectValue, nowMs, sampleKey } from '../samples/statements.ts';
import { by, openPublishing, type Publishing } from './publishing.ts';

let world: Publishing;
let build: Build;
beforeEach(async () => {
  world = await openPublishing();
  build = await world.stored();
});

const seal = (envelope: string, buildId: string = build.id) =>
  sealBuild(world.ports, { buildId, release: expectValue(parseSignedRelease(envelope)) }, by);
const bytes = (name: string) => new TextEncoder().encode(name);
const next = (version: string) =>
  world.stored({ version, vendorVersion: null, artifact: artifactOf(bytes(version)) }, bytes(version));

describe('sealBuild', () => {
  it('keeps the statement, wants a map and says who did it', async () => {
    const envelope = sealOf(build);
    const sealed = { state: 'sealed', release: envelope, sealedMs: nowMs };
    expect(await seal(envelope)).toMatchObject({ ok: true, build: sealed });
    expect(await world.ports.builds.loadBuild(build.id)).toMatchObject(sealed);
    expect(world.store.wantedMaps()).toBe(1);
    expect(world.audited().at(-1)).toBe('build sealed nova-1');
  });

  it('changes nothing the second time', async () => {
    await seal(sealOf(build));
    expect(await seal(sealOf(build))).toMatchObject({ ok: true, build: { sealedMs: nowMs } });
    expect(world.store.wantedMaps()).toBe(1);
    expect(world.audited().filter((entry) => entry.startsWith('build sealed'))).toHaveLength(1);
  });

  it.each([
    ['another statement of the same build', () => sealOf(build, { expiresMs: nowMs + 5_000 }), 'sealed-never-changes'],
    ['a stranger', () => sealOf(build, { key: sampleKey(3) }), 'sealed-never-changes'],
  ])('never changes by %s', async (_, envelope, refusal) => {
    await seal(sealOf(build));
    expect(await seal(envelope())).toMatchObject({ ok: false, refusal });
    expect(await world.ports.builds.loadBuild(build.id)).toMatchObject({ release: sealOf(build) });
  });

  it('leaves a refused draft as it was', async () => {
    expect(await seal(sealOf(build, { key: sampleKey(3) }))).toMatchObject({
      ok: false,
      refusal: 'signature-not-accepted',
    });
    expect(await world.ports.builds.loadBuild(build.id)).toEqual(build);
    expect(world.store.wantedMaps()).toBe(0);
  });

  it('takes nothing that is not stored', async () => {
    const unstored = await world.draft({ version: '2.0.0', vendorVersion: null, artifact: artifactOf(bytes('x')) });
    expect(await seal(sealOf(unstored), unstored.id)).toMatchObject({ ok: false, refusal: 'artifact-not-stored' });
    expect(await seal(sealOf(build), 'nova-9')).toEqual({ ok: false, refusal: 'unknown-build' });
  });

  it('never goes behind a higher counter', async () => {
    const later = await next('1.2.0');
    await seal(sealOf(later), later.id);
    expect(await seal(sealOf(build))).toMatchObject({ ok: false, refusal: 'counter-overtaken' });
    expect(await world.ports.builds.loadBuild(build.id)).toMatchObject({ state: 'draft' });
  });

  it.each([
    ['the same statement', nowMs + 86_400_000, { ok: true, build: { sealedMs: 1 } }],
    ['another statement', nowMs + 5_000, { ok: false, refusal: 'sealed-never-changes', build: { sealedMs: 1 } }],
  ])('answers who lost a race with %s by what is there', async (_, expiresMs, outcome) => {
    const { builds } = world.ports;
    const racing = {
      ...builds,
      async recordSealed(...[id, seal, audit]: Parameters<typeof builds.recordSealed>) {
        await builds.recordSealed(id, { release: sealOf(build), sealedMs: 1 }, audit);
        return builds.recordSealed(id, seal, audit);
      },
    };
    const release = expectValue(parseSignedRelease(sealOf(build, { expiresMs })));
    const answer = await sealBuild({ ...world.ports, builds: racing }, { buildId: build.id, release }, by);
    expect(answer).toMatchObject(outcome);
  });
});

describe('withdrawBuild', () => {
  const withdraw = (reason = 'boot loop', buildId: string = build.id) =>
    withdrawBuild(world.ports, { buildId, reason }, by);

  it('adds a fact and leaves the sealed build as it was', async () => {
    await seal(sealOf(build));
    const withdrawal = { reason: 'boot loop', actor: 'ada', withdrawnMs: nowMs };
    expect(await withdraw()).toMatchObject({ ok: true, build: { withdrawal, state: 'sealed' } });
    expect(await world.ports.builds.loadBuild(build.id)).toMatchObject({ withdrawal, release: sealOf(build) });
    expect(world.store.wantedMaps()).toBe(2);
    expect(world.audited().at(-1)).toBe('build withdrawn nova-1');
  });

  it('happens once', async () => {
    await seal(sealOf(build));
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
