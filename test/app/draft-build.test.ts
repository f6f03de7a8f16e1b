// Drafting and discarding builds: names are reserved and given back, a counter is given once.
import { beforeEach, describe, expect, it } from 'vitest';
import { discardDraft } from '../../src/app/discard-draft.ts';
import { draftBuild } from '../../src/app/draft-build.ts';
import { sealBuild } from '../../src/app/seal-build.ts';
import { deriveRelease } from '../../src/domain/build/build.ts';
import { contentOf, image } from '../samples/builds.ts';
import { sampleReleaseId } from '../samples/statements.ts';
import { by, openPublishing, type Publishing } from './publishing.ts';

let world: Publishing;
beforeEach(async () => {
  world = await openPublishing();
});

describe('draftBuild', () => {
  it('counts on from what is published, whatever a restored database remembers', async () => {
    const build = await world.stored();
    await world.repository.state({ ...deriveRelease(build), releaseId: sampleReleaseId('nova-7'), counter: 7 });
    const answer = await draftBuild(world.ports, contentOf({ version: '9.0.0', vendorVersion: null }), by);
    expect(answer).toMatchObject({ ok: true, build: { id: 'nova-8', counter: 8 } });
  });

  it('reserves the next counter and the id made of it', async () => {
    const answer = await draftBuild(world.ports, contentOf(), by);
    expect(answer).toMatchObject({
      ok: true,
      isAdded: true,
      build: { id: 'nova-1', counter: 1, state: 'draft', createdBy: 'ada' },
    });
    const second = await draftBuild(world.ports, contentOf({ version: '1.2.0', vendorVersion: null }), by);
    expect(second).toMatchObject({ ok: true, build: { id: 'nova-2' } });
    expect(world.audited()).toEqual(['build drafted nova-1', 'build drafted nova-2']);
  });

  it('changes nothing the second time', async () => {
    await world.draft();
    const again = await draftBuild(world.ports, contentOf({ models: ['n2', 'n1'] }), { ...by, actor: 'bob' });
    expect(again).toMatchObject({
      ok: true,
      isAdded: false,
      build: { id: 'nova-1', createdBy: 'ada', models: ['n1', 'n2'] },
    });
    expect(world.audited()).toEqual(['build drafted nova-1']);
  });

  it('refuses other content under the same version, and says what differs', async () => {
    await world.draft();
    const answer = await draftBuild(world.ports, contentOf({ channel: 'beta' }), by);
    expect(answer).toMatchObject({
      ok: false,
      refusal: 'version-taken',
      differences: ['channel'],
      current: { id: 'nova-1' },
    });
  });

  it('refuses a vendor string that is a name of another build already', async () => {
    await world.draft({ vendorVersion: 'V1' });
    for (const vendorVersion of ['V1', '1.1.0', 'nova-1']) {
      const answer = await draftBuild(world.ports, contentOf({ version: '1.2.0', vendorVersion }), by);
      expect(answer).toMatchObject({ ok: false, refusal: 'vendor-version-taken', current: { id: 'nova-1' } });
    }
    const asVersion = await draftBuild(world.ports, contentOf({ version: '1.3.0', vendorVersion: '2.0.0' }), by);
    expect(asVersion).toMatchObject({ ok: true });
    const taken = await draftBuild(world.ports, contentOf({ version: '2.0.0', vendorVersion: null }), by);
    expect(taken).toMatchObject({ ok: false, refusal: 'version-taken', current: { id: 'nova-2' } });
  });

  it('refuses what its product does not have', async () => {
    expect(await draftBuild(world.ports, contentOf({ product: 'other' }), by)).toEqual({
      ok: false,
      refusal: 'unknown-product',
    });
    const answer = await draftBuild(world.ports, contentOf({ models: ['n9'] }), by);
    expect(answer).toMatchObject({ ok: false, refusal: 'unfit-build', problems: [{ where: 'body.models[0]' }] });
    expect(world.audited()).toEqual([]);
  });

  it('takes the next counter when another draft was quicker', async () => {
    const { builds } = world.ports;
    let races = 2;
    const racing = {
      ...world.ports,
      builds: {
        ...builds,
        recordDraft: async (...args: Parameters<typeof builds.recordDraft>) => {
          races -= 1;
          if (races >= 0) await world.draft({ version: `5.${races}.0`, vendorVersion: null });
          return builds.recordDraft(...args);
        },
      },
    };
    expect(await draftBuild(racing, contentOf(), by)).toMatchObject({ ok: true, build: { id: 'nova-3' } });
  });

  it('gives up as a conflict when it never wins', async () => {
    const losing = { ...world.ports, builds: { ...world.ports.builds, recordDraft: async () => false } };
    await expect(draftBuild(losing, contentOf(), by)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('discardDraft', () => {
  it('frees the names and drops what was sent', async () => {
    const { id } = await world.draft();
    await world.send(id, image);
    expect(world.storage.multipart.size).toBe(1);
    expect(await discardDraft(world.ports, id, by)).toEqual({ ok: true });
    expect(await world.ports.builds.loadBuild(id)).toBeNull();
    expect(world.storage.multipart.size).toBe(0);
    expect(world.audited()).toEqual(['build drafted nova-1', 'draft discarded nova-1']);
    expect(await draftBuild(world.ports, contentOf({ channel: 'beta' }), by)).toMatchObject({
      ok: true,
      isAdded: true,
      build: { id: 'nova-2', counter: 2 },
    });
  });

  it('keeps sealed builds, and knows what is not there', async () => {
    const build = await world.stored();
    await sealBuild(world.ports, { statement: deriveRelease(build), fileName: '2.fw-nova.json' }, by);
    expect(await discardDraft(world.ports, build.id, by)).toMatchObject({ ok: false, refusal: 'sealed-never-changes' });
    expect(await world.ports.builds.loadBuild(build.id)).toMatchObject({ state: 'sealed' });
    expect(await discardDraft(world.ports, 'nova-9', by)).toEqual({ ok: false, refusal: 'unknown-build' });
  });
});
