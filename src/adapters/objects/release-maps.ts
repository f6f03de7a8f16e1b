// Keeps the published release map as one object, replaced only over the version it was derived after.
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { PublishedMap, ReleaseMaps } from '../../app/ports/release-maps.ts';
import type { ReleaseMap } from '../../domain/rollout/release-map.ts';
import type { Bucket } from './client.ts';
import { askStorage, isAbsent, isConditionFailed, isUnchanged } from './failure.ts';

const releaseMapKey = 'maps/release-map.json';

/** The service is the only writer of this object, so its shape is what `putPublishedMap` wrote. */
const readMap = (text: string): ReleaseMap => JSON.parse(text) as ReleaseMap;

export function releaseMaps(bucket: Bucket): ReleaseMaps {
  const at = { Bucket: bucket.name, Key: releaseMapKey };

  /** Asked every few seconds by every process: a map that did not change is neither sent nor read again. */
  async function loadNewerMap(knownEtag: string | null): Promise<PublishedMap | null> {
    const condition = knownEtag === null ? {} : { IfNoneMatch: knownEtag };
    return askStorage<PublishedMap | null>(
      bucket.client.send(new GetObjectCommand({ ...at, ...condition })).then(async ({ Body, ETag }) => {
        if (Body === undefined || ETag === undefined) throw new TypeError('storage answered without a body');
        return { map: readMap(await Body.transformToString()), etag: ETag };
      }),
      (error) => (isAbsent(error) || isUnchanged(error) ? { value: null } : null),
    );
  }

  async function putPublishedMap(map: ReleaseMap, expectedEtag: string | null): Promise<boolean> {
    const condition = expectedEtag === null ? { IfNoneMatch: '*' } : { IfMatch: expectedEtag };
    const put = new PutObjectCommand({
      ...at,
      ...condition,
      Body: JSON.stringify(map),
      ContentType: 'application/json',
    });
    return askStorage(
      bucket.client.send(put).then(() => true),
      (error) => (isConditionFailed(error) ? { value: false } : null),
    );
  }

  return { loadPublishedMap: () => loadNewerMap(null), loadNewerMap, putPublishedMap };
}
