// Keeps immutable objects in a bucket: written once, read whole or through, downloaded by signed URLs.
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { assert } from '../../app/app-error.ts';
import type { Objects, StoredObject } from '../../app/ports/objects.ts';
import type { Bucket } from './client.ts';
import { readDigest } from './digest.ts';
import { askStorage, isAbsent, isBehindEnd, isConditionFailed } from './failure.ts';

const nullIfAbsent = (error: unknown) => (isAbsent(error) ? { value: null } : null);

export function objects(bucket: Bucket): Objects {
  const { client } = bucket;
  const at = (key: string) => ({ Bucket: bucket.name, Key: key });

  async function head(key: string): Promise<StoredObject> {
    const { ContentLength, ETag } = await client.send(new HeadObjectCommand(at(key)));
    return { sizeBytes: ContentLength ?? 0, etag: (ETag ?? '').replaceAll('"', '') };
  }

  return {
    async putObject(key, body, contentType) {
      const isPut = await bucket.putOnce(key, body, contentType);
      if (isPut !== null) return isPut;
      return askStorage(
        client
          .send(new PutObjectCommand({ ...at(key), Body: body, ContentType: contentType, IfNoneMatch: '*' }))
          .then(() => true),
        (error) => (isConditionFailed(error) ? { value: false } : null),
      );
    },

    loadObject: (key, maxBytes) =>
      askStorage<Uint8Array | null>(
        client.send(new GetObjectCommand(at(key))).then(async ({ Body, ContentLength }) => {
          assert(
            Body !== undefined && (ContentLength ?? 0) <= maxBytes,
            `object ${key} is larger than ${maxBytes} bytes`,
          );
          return Body.transformToByteArray();
        }),
        nullIfAbsent,
      ),

    loadRange: (key, startBytes, sizeBytes) => loadRange(bucket, key, startBytes, sizeBytes),

    headObject: (key) => askStorage(head(key), nullIfAbsent),

    loadDigest: (key) =>
      askStorage(
        head(key).then((stored) => readDigest(bucket, key, stored)),
        nullIfAbsent,
      ),

    signDownload: (key, expiresS) => getSignedUrl(client, new GetObjectCommand(at(key)), { expiresIn: expiresS }),

    recordRemoved: (key) =>
      askStorage(
        client.send(new DeleteObjectCommand(at(key))).then(() => undefined),
        (error) => (isAbsent(error) ? { value: undefined } : null),
      ),
  };
}

const loadRange = (
  { client, name: Bucket }: Bucket,
  Key: string,
  startBytes: number,
  sizeBytes: number,
): Promise<Uint8Array | null> =>
  askStorage<Uint8Array | null>(
    client
      .send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${startBytes}-${startBytes + sizeBytes - 1}` }))
      .then(({ Body, ContentLength }) => {
        const isWithin = Body !== undefined && (ContentLength ?? 0) <= sizeBytes;
        assert(isWithin, `storage answered more of ${Key} than was asked for`);
        return Body.transformToByteArray();
      }),
    (error) => (isAbsent(error) || isBehindEnd(error) ? { value: null } : null),
  );
