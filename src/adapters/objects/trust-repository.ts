// Keeps the TUF repository in a bucket: write-once files under their version, and timestamp.json replaced over what was read.
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { StoredTimestamp, TrustRepository } from '../../app/ports/trust-repository.ts';
import { deriveFileName } from '../../domain/trust/repository/role-name.ts';
import type { Bucket } from './client.ts';
import { askStorage, isAbsent, isConditionFailed } from './failure.ts';

const folder = 'repository/';
const timestampName = 'timestamp.json';

/** Files of 16 kB at most but for the snapshot; enough for the newest ones of 60 products. */
const maxKnownFiles = 256;

export function trustRepository(bucket: Bucket): TrustRepository {
  // A file that is written once is read once: what was seen under its name stays true.
  const known = new Map<string, Uint8Array>();
  return {
    async loadRoleFile(file) {
      const name = deriveFileName(file);
      const held = known.get(name);
      if (held !== undefined) return held;
      const stored = await load(bucket, name);
      if (stored !== null) keep(known, name, stored.bytes);
      return stored?.bytes ?? null;
    },
    putRoleFile: (file, bytes) => put(bucket, deriveFileName(file), bytes, { IfNoneMatch: '*' }),
    loadTimestamp: () => load(bucket, timestampName),
    putTimestamp: (bytes, expectedEtag) =>
      put(bucket, timestampName, bytes, expectedEtag === null ? { IfNoneMatch: '*' } : { IfMatch: expectedEtag }),
  };
}

/** The oldest goes first: a Map keeps the order in which it was filled. */
function keep(known: Map<string, Uint8Array>, name: string, bytes: Uint8Array): void {
  if (known.size >= maxKnownFiles) {
    const oldest = known.keys().next();
    if (!oldest.done) known.delete(oldest.value);
  }
  known.set(name, bytes);
}

const load = ({ client, name: Bucket }: Bucket, fileName: string): Promise<StoredTimestamp | null> =>
  askStorage<StoredTimestamp | null>(
    client.send(new GetObjectCommand({ Bucket, Key: folder + fileName })).then(async ({ Body, ETag }) => {
      if (Body === undefined || ETag === undefined) throw new TypeError('storage answered without a body');
      return { bytes: await Body.transformToByteArray(), etag: ETag };
    }),
    (error) => (isAbsent(error) ? { value: null } : null),
  );

type Condition = { readonly IfNoneMatch: '*' } | { readonly IfMatch: string };

const put = (
  { client, name: Bucket }: Bucket,
  fileName: string,
  bytes: Uint8Array,
  condition: Condition,
): Promise<boolean> =>
  askStorage(
    client
      .send(
        new PutObjectCommand({
          Bucket,
          Key: folder + fileName,
          Body: bytes,
          ContentType: 'application/json',
          ...condition,
        }),
      )
      .then(() => true),
    (error) => (isConditionFailed(error) ? { value: false } : null),
  );
