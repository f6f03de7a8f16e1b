// Runs multipart uploads whose parts go straight from the engineer's machine to the bucket.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Uploads } from '../../app/ports/objects.ts';
import type { Bucket } from './client.ts';
import { askStorage, isAbsent, isRefused } from './failure.ts';

export function uploads(bucket: Bucket): Uploads {
  const { client } = bucket;
  const at = (key: string) => ({ Bucket: bucket.name, Key: key });

  return {
    recordUpload: (key) =>
      askStorage(
        client
          .send(new CreateMultipartUploadCommand({ ...at(key), ContentType: 'application/octet-stream' }))
          .then(({ UploadId }) => {
            if (UploadId === undefined) throw new TypeError('storage began an upload without an id');
            return UploadId;
          }),
        () => null,
      ),

    signParts: ({ key, uploadId, partNumbers, expiresS }) =>
      Promise.all(
        partNumbers.map(async (partNumber) => {
          const put = new UploadPartCommand({ ...at(key), UploadId: uploadId, PartNumber: partNumber });
          return { partNumber, url: await getSignedUrl(client, put, { expiresIn: expiresS }) };
        }),
      ),

    putJoined: (key, uploadId, parts) => {
      const Parts = parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag }));
      const join = new CompleteMultipartUploadCommand({ ...at(key), UploadId: uploadId, MultipartUpload: { Parts } });
      return askStorage(
        client.send(join).then(() => true),
        (error) => (isAbsent(error) || isRefused(error) ? { value: false } : null),
      );
    },

    recordAbandoned: (key, uploadId) =>
      askStorage(
        client.send(new AbortMultipartUploadCommand({ ...at(key), UploadId: uploadId })).then(() => undefined),
        (error) => (isAbsent(error) ? { value: undefined } : null),
      ),
  };
}
