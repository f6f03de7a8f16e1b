// The contract of the published release map, run on the fake and on the embedded S3 endpoint.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBucket } from '../../src/adapters/objects/client.ts';
import { releaseMaps } from '../../src/adapters/objects/release-maps.ts';
import type { ReleaseMaps } from '../../src/app/ports/release-maps.ts';
import { fakeReleaseMaps } from '../fakes/release-maps.ts';
import { mapChannel, mapRollout, releaseMap } from '../harness/maps.ts';
import { openTestObjectStore } from '../harness/object-store.ts';

type Subject = {
  readonly maps: ReleaseMaps;
  /** The same storage, out of reach. */
  readonly broken: ReleaseMaps;
  close(): Promise<void>;
};

const implementations: readonly { name: string; open(): Promise<Subject> }[] = [
  {
    name: 'fake',
    async open() {
      const broken = fakeReleaseMaps();
      broken.isDown = true;
      return { maps: fakeReleaseMaps(), broken, close: async () => {} };
    },
  },
  {
    name: 's3',
    async open() {
      const { bucket, settings, stop } = await openTestObjectStore();
      const nowhere = openBucket({ ...settings, endpoint: 'http://127.0.0.1:1' });
      return { maps: releaseMaps(bucket), broken: releaseMaps(nowhere), close: stop };
    },
  },
];

const first = releaseMap(1, mapChannel({ rollouts: [mapRollout(2)] }));
const second = releaseMap(2, mapChannel({ rollouts: [mapRollout(2, { phase: 'held' })] }));
const third = releaseMap(3);

describe.each(implementations)('release maps on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  /** The map of the moment; fails where there is none. */
  async function present() {
    const published = await subject.maps.loadPublishedMap();
    if (published === null) throw new Error('nothing is published');
    return published;
  }

  it('has none before the first publication, whatever one thinks to know', async () => {
    expect(await subject.maps.loadPublishedMap()).toBeNull();
    expect(await subject.maps.loadNewerMap(null)).toBeNull();
    expect(await subject.maps.loadNewerMap('"gone"')).toBeNull();
  });

  it('keeps the first one, and another first one is too late', async () => {
    expect(await subject.maps.putPublishedMap(first, null)).toBe(true);
    expect(await subject.maps.putPublishedMap(second, null)).toBe(false);
    expect((await present()).map).toEqual(first);
  });

  it('gives a map once to who knows it, and the next one when there is one', async () => {
    const known = await subject.maps.loadNewerMap(null);
    expect(known?.map).toEqual(first);
    const etag = known?.etag ?? '';
    expect([await subject.maps.loadNewerMap(etag), await subject.maps.loadNewerMap(etag)]).toEqual([null, null]);
    expect(await subject.maps.putPublishedMap(second, etag)).toBe(true);
    const newer = await subject.maps.loadNewerMap(etag);
    expect(newer?.map).toEqual(second);
    expect(newer?.etag).not.toBe(etag);
    expect(await subject.maps.loadNewerMap(newer?.etag ?? '')).toBeNull();
    // The tags of both ways to read are the same, or a publisher could not replace what an edge knows.
    expect((await present()).etag).toBe(newer?.etag);
  });

  it('replaces exactly the version that was seen', async () => {
    const { etag } = await present();
    expect(await subject.maps.putPublishedMap(third, '"of another map"')).toBe(false);
    const wins = await Promise.all([third, third].map((map) => subject.maps.putPublishedMap(map, etag)));
    expect(wins.filter(Boolean)).toHaveLength(1);
    expect((await present()).map).toEqual(third);
  });

  it('tells storage that is out of reach from storage that has nothing newer', async () => {
    const failed = { name: 'AppError', code: 'storage-unavailable' };
    await expect(subject.broken.loadPublishedMap()).rejects.toMatchObject(failed);
    await expect(subject.broken.loadNewerMap('"known"')).rejects.toMatchObject(failed);
    await expect(subject.broken.putPublishedMap(third, null)).rejects.toMatchObject(failed);
  });
});
