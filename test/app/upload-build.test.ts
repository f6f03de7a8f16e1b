// Uploading an artifact: resumed without sending again, joined once, and never taken for stored unless it is what was stated.
import { beforeEach, describe, expect, it } from 'vitest';
import { beginUpload } from '../../src/app/begin-upload.ts';
import { discardDraft } from '../../src/app/discard-draft.ts';
import { finishUpload } from '../../src/app/finish-upload.ts';
import { recordParts } from '../../src/app/record-parts.ts';
import { signParts } from '../../src/app/sign-parts.ts';
import { artifactOf, image, joinedEtagOf } from '../samples/builds.ts';
import { by, openPublishing, type Publishing } from './publishing.ts';

const partBytes = 16 * 1024 * 1024;
const body = new Uint8Array(partBytes + 5).fill(7);
const halves = [body.subarray(0, partBytes), body.subarray(partBytes)];
const artifact = artifactOf(body);
const key = `artifacts/${artifact.sha256}`;
const asked = (buildId: string) => ({ buildId, joinedEtag: null });

let world: Publishing;
let id: string;
beforeEach(async () => {
  world = await openPublishing();
  id = (await world.draft({ artifact })).id;
});
const loadArtifact = async () => (await world.ports.builds.loadBuild(id))?.artifact;

describe('an upload', () => {
  it('begins with the cut and no parts', async () => {
    expect(await beginUpload(world.ports, asked(id), by)).toEqual({
      ok: true,
      upload: { partSizeBytes: partBytes, partCount: 2, parts: [], isStored: false },
    });
    expect(await beginUpload(world.ports, asked('nova-9'), by)).toEqual({ ok: false, refusal: 'unknown-build' });
  });

  it('goes on where it was interrupted', async () => {
    await world.send(id, body, { only: [2] });
    expect(await loadArtifact()).toMatchObject({ storedBytes: 5, verifiedMs: null });
    const again = await beginUpload(world.ports, asked(id), by);
    expect(again).toMatchObject({ ok: true, upload: { parts: [{ partNumber: 2, sizeBytes: 5 }], isStored: false } });
    expect(world.storage.multipart.size).toBe(1);
  });

  it('signs and records parts of the cut only', async () => {
    await beginUpload(world.ports, asked(id), by);
    const unfit = { ok: false, refusal: 'unfit-parts' };
    expect(await signParts(world.ports, { buildId: id, partNumbers: [2, 3] })).toMatchObject(unfit);
    const parts = [{ partNumber: 2, etag: '"e"', sizeBytes: 6 }];
    expect(await recordParts(world.ports, { buildId: id, parts })).toMatchObject(unfit);
    expect(await loadArtifact()).toMatchObject({ storedBytes: 0 });
  });

  it('has to begin before anything else', async () => {
    const notBegun = { ok: false, refusal: 'upload-not-begun' };
    const parts = [{ partNumber: 2, etag: '"e"', sizeBytes: 5 }];
    expect(await signParts(world.ports, { buildId: id, partNumbers: [1] })).toEqual(notBegun);
    expect(await recordParts(world.ports, { buildId: id, parts })).toEqual(notBegun);
    expect(await finishUpload(world.ports, id, by)).toEqual(notBegun);
    const unknown = { ok: false, refusal: 'unknown-build' };
    expect(await signParts(world.ports, { buildId: 'nova-9', partNumbers: [1] })).toEqual(unknown);
    expect(await recordParts(world.ports, { buildId: 'nova-9', parts })).toEqual(unknown);
    expect(await finishUpload(world.ports, 'nova-9', by)).toEqual(unknown);
  });

  it('sends the same bytes for one build at a time', async () => {
    await world.send(id, body, { only: [1] });
    const other = await world.draft({ version: '2.0.0', vendorVersion: null, artifact });
    expect(await beginUpload(world.ports, asked(other.id), by)).toEqual({ ok: false, refusal: 'same-bytes-under-way' });
    expect(world.storage.multipart.size).toBe(1);
    await discardDraft(world.ports, id, by);
    expect(await beginUpload(world.ports, asked(other.id), by)).toMatchObject({ ok: true, upload: { parts: [] } });
  });

  it('leaves no upload in storage when two begin at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => beginUpload(world.ports, asked(id), by)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(world.storage.multipart.size).toBe(1);
  });
});

describe('finishing', () => {
  it('joins, reads back, and notes that the artifact is stored', async () => {
    await world.send(id, body);
    const answer = await finishUpload(world.ports, id, by);
    expect(answer).toMatchObject({ ok: true, artifact: { storedBytes: body.length, verifiedMs: by.nowMs } });
    expect(await loadArtifact()).toMatchObject({ storedBytes: body.length, verifiedMs: by.nowMs });
    expect(world.storage.kept.get(key)?.body.length).toBe(body.length);
    expect(world.storage.asked).toContain(`digest ${key}`);
    expect(world.audited()).toEqual(['build drafted nova-1', 'artifact stored nova-1']);
  });

  it('changes nothing the second time, and nothing is left to send', async () => {
    await world.send(id, body);
    await finishUpload(world.ports, id, by);
    const calls = world.storage.asked.length;
    expect(await finishUpload(world.ports, id, { ...by, nowMs: by.nowMs + 9 })).toMatchObject({
      ok: true,
      artifact: { verifiedMs: by.nowMs },
    });
    expect(await beginUpload(world.ports, asked(id), by)).toMatchObject({
      ok: true,
      upload: { parts: [], isStored: true },
    });
    expect(world.storage.asked.length).toBe(calls);
    expect(world.audited()).toHaveLength(2);
  });

  it('does not read what has the tag that was worked out beforehand', async () => {
    await world.send(id, body, { joinedEtag: joinedEtagOf(...halves) });
    expect(await finishUpload(world.ports, id, by)).toMatchObject({ ok: true });
    expect(world.storage.asked).not.toContain(`digest ${key}`);
  });

  it('reads what has another tag, and goes by what it reads', async () => {
    await world.send(id, body, { joinedEtag: joinedEtagOf(body) });
    expect(await finishUpload(world.ports, id, by)).toMatchObject({ ok: true });
    expect(world.storage.asked).toContain(`digest ${key}`);
  });

  it('says which parts are missing from an upload that ends short', async () => {
    await world.send(id, body, { only: [2] });
    expect(await finishUpload(world.ports, id, by)).toEqual({
      ok: false,
      refusal: 'upload-incomplete',
      missingParts: [1],
      storedBytes: 5,
    });
    expect(world.storage.kept.size).toBe(0);
  });

  it.each([
    ['with a tag that is not what arrived', { joinedEtag: joinedEtagOf(...halves) }],
    ['without a tag', {}],
  ])('drops a file that changed after it was measured, sent %s', async (_, options) => {
    const changed = body.slice();
    changed[3] = 8;
    await world.send(id, changed, options);
    const answer = await finishUpload(world.ports, id, by);
    expect(answer).toMatchObject({
      ok: false,
      refusal: 'stored-object-differs',
      expected: { sizeBytes: body.length, sha256: artifact.sha256 },
      found: { sizeBytes: body.length, sha256: artifactOf(changed).sha256 },
    });
    expect([world.storage.kept.size, world.storage.multipart.size]).toEqual([0, 0]);
    expect(await loadArtifact()).toMatchObject({ storedBytes: 0, verifiedMs: null });
    await world.send(id, body);
    expect(await finishUpload(world.ports, id, by)).toMatchObject({ ok: true });
  });

  it('goes on after a finish that was cut off between joining and comparing', async () => {
    await world.send(id, body);
    const dying = { ...world.ports.objects, loadDigest: () => Promise.reject(new Error('cut off')) };
    await expect(finishUpload({ ...world.ports, objects: dying }, id, by)).rejects.toThrow('cut off');
    expect(await loadArtifact()).toMatchObject({ verifiedMs: null });
    expect(await beginUpload(world.ports, asked(id), by)).toMatchObject({ ok: true, upload: { isStored: true } });
    expect(await finishUpload(world.ports, id, by)).toMatchObject({ ok: true });
  });

  it('begins anew when storage lost the upload', async () => {
    await world.send(id, body);
    world.storage.multipart.clear();
    expect(await finishUpload(world.ports, id, by)).toEqual({ ok: false, refusal: 'upload-lost' });
    expect(await loadArtifact()).toMatchObject({ storedBytes: 0 });
    await world.send(id, body);
    expect(await finishUpload(world.ports, id, by)).toMatchObject({ ok: true });
  });

  it('takes a join whose answer was lost for what it is', async () => {
    await world.send(id, body);
    const { putJoined } = world.ports.uploads;
    const deaf = {
      ...world.ports.uploads,
      async putJoined(...args: Parameters<typeof putJoined>) {
        await putJoined(...args);
        return false;
      },
    };
    expect(await finishUpload({ ...world.ports, uploads: deaf }, id, by)).toMatchObject({ ok: true });
  });

  it('uses bytes that are stored for another build, and never removes them', async () => {
    await world.send(id, body);
    await finishUpload(world.ports, id, by);
    const other = await world.draft({ version: '2.0.0', vendorVersion: null, artifact });
    expect(await beginUpload(world.ports, asked(other.id), by)).toMatchObject({ ok: true, upload: { isStored: true } });
    expect(await finishUpload(world.ports, other.id, by)).toMatchObject({ ok: true });
    expect(world.storage.multipart.size).toBe(0);

    const lying = await world.draft({ version: '3.0.0', vendorVersion: null, artifact: { ...artifact, sizeBytes: 1 } });
    await beginUpload(world.ports, asked(lying.id), by);
    expect(await finishUpload(world.ports, lying.id, by)).toMatchObject({
      ok: false,
      refusal: 'stored-object-differs',
    });
    expect(world.storage.kept.has(key)).toBe(true);
  });

  it('acknowledges nothing while storage is down', async () => {
    await world.send(id, body);
    world.storage.state.isDown = true;
    await expect(finishUpload(world.ports, id, by)).rejects.toMatchObject({ code: 'storage-unavailable' });
    expect(await loadArtifact()).toMatchObject({ verifiedMs: null });
  });

  it('of a draft that was discarded meanwhile leaves it discarded', async () => {
    const small = await world.draft({ version: '2.0.0', vendorVersion: null, artifact: artifactOf(image) });
    await world.send(small.id, image);
    const { loadDigest } = world.ports.objects;
    const slow = {
      ...world.ports.objects,
      async loadDigest(name: string) {
        await discardDraft(world.ports, small.id, by);
        return loadDigest(name);
      },
    };
    const answer = await finishUpload({ ...world.ports, objects: slow }, small.id, by);
    expect(answer).toEqual({ ok: false, refusal: 'unknown-build' });
    expect(world.audited()).not.toContain(`artifact stored ${small.id}`);
  });
});
