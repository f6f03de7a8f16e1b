// The contract of object storage and multipart uploads, run on the fake and on the embedded S3 endpoint.
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBucket, type PutOnce, type S3Settings } from '../../src/adapters/objects/client.ts';
import { objects as bucketObjects } from '../../src/adapters/objects/objects.ts';
import { putOnNode } from '../../src/adapters/objects/put-on-node.ts';
import { uploads as bucketUploads } from '../../src/adapters/objects/uploads.ts';
import type { Objects, Uploads } from '../../src/app/ports/objects.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { openTestObjectStore } from '../harness/object-store.ts';

type Subject = {
  readonly objects: Objects;
  readonly uploads: Uploads;
  /** What a client does with a part's URL; answers the ETag header. */
  sendPart(url: string, body: Uint8Array<ArrayBuffer>): Promise<string>;
  /** The same storage, out of reach. */
  readonly broken: Pick<Subject, 'objects' | 'uploads'>;
  close(): Promise<void>;
};

const implementations: readonly { name: string; open(): Promise<Subject> }[] = [
  {
    name: 'fake',
    async open() {
      const fake = fakeStorage();
      const broken = fakeStorage();
      broken.state.isDown = true;
      return { ...fake, broken, close: async () => {} };
    },
  },
  { name: 's3', open: () => openS3(() => undefined) },
  { name: 's3, as Node puts what is small', open: () => openS3(putOnNode) },
];

async function openS3(openPutOnce: (settings: S3Settings) => PutOnce | undefined): Promise<Subject> {
  const { settings, stop } = await openTestObjectStore();
  const open = (own: S3Settings) => openBucket(own, openPutOnce(own));
  const bucket = open(settings);
  const nowhere = open({ ...settings, endpoint: 'http://127.0.0.1:1' });
  return {
    objects: bucketObjects(bucket),
    uploads: bucketUploads(bucket),
    async sendPart(url, body) {
      const response = await fetch(url, { method: 'PUT', body });
      expect(response.status).toBe(200);
      return response.headers.get('etag') ?? '';
    },
    broken: { objects: bucketObjects(nowhere), uploads: bucketUploads(nowhere) },
    async close() {
      bucket.client.destroy();
      await stop();
    },
  };
}

const md5 = (body: Uint8Array) => createHash('md5').update(body).digest();
const sha256 = (body: Uint8Array) => createHash('sha256').update(body).digest('hex');
const text = (content: string) => new TextEncoder().encode(content);

/** The smallest parts that S3 joins: 5 MiB, and a last one of any size. */
const parts = [new Uint8Array(randomBytes(5 * 1024 * 1024)), new Uint8Array(randomBytes(1000))];
const whole = Buffer.concat(parts);

describe.each(implementations)('storage on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  /** Sends all parts of an upload; answers what joins them. */
  async function sendParts(key: string, uploadId: string) {
    const urls = await subject.uploads.signParts({ key, uploadId, partNumbers: [1, 2], expiresS: 60 });
    return Promise.all(
      urls.map(async ({ partNumber, url }) => ({
        partNumber,
        etag: await subject.sendPart(url, parts[partNumber - 1] ?? new Uint8Array()),
      })),
    );
  }

  it('keeps what was put first', async () => {
    expect(await subject.objects.putObject('reports/a', text('first'), 'text/plain')).toBe(true);
    expect(await subject.objects.putObject('reports/a', text('second'), 'text/plain')).toBe(false);
    expect(await subject.objects.loadObject('reports/a', 100)).toEqual(text('first'));
    expect(await subject.objects.loadRange('reports/a', 1, 3)).toEqual(text('irs'));
    expect(await subject.objects.loadRange('reports/a', 3, 100)).toEqual(text('st'));
    expect(await subject.objects.loadRange('reports/a', 5, 1)).toBeNull();
    expect(await subject.objects.loadRange('nothing', 0, 1)).toBeNull();
    expect(await subject.objects.headObject('reports/a')).toEqual({
      sizeBytes: 5,
      etag: md5(text('first')).toString('hex'),
    });
  });

  it('joins parts into an object whose tag can be worked out beforehand', async () => {
    const key = 'artifacts/joined';
    const uploadId = await subject.uploads.recordUpload(key);
    const sent = await sendParts(key, uploadId);
    expect(await subject.objects.headObject(key)).toBeNull();
    expect(await subject.uploads.putJoined(key, uploadId, sent)).toBe(true);
    const etag = `${md5(Buffer.concat(parts.map(md5))).toString('hex')}-2`;
    expect(await subject.objects.headObject(key)).toEqual({ sizeBytes: whole.length, etag });
    expect(await subject.objects.loadDigest(key)).toEqual({ sizeBytes: whole.length, sha256: sha256(whole) });
  });

  it('does not join twice, nor parts it was not given', async () => {
    const key = 'artifacts/strange';
    const uploadId = await subject.uploads.recordUpload(key);
    const sent = await sendParts(key, uploadId);
    const strange = sent.map((part) => ({ ...part, etag: '"0123456789abcdef0123456789abcdef"' }));
    expect(await subject.uploads.putJoined(key, uploadId, strange)).toBe(false);
    expect(await subject.objects.headObject(key)).toBeNull();
    expect(await subject.uploads.putJoined(key, uploadId, sent)).toBe(true);
    expect(await subject.uploads.putJoined(key, uploadId, sent)).toBe(false);
  });

  it('forgets an abandoned upload, and an abandoned join stays joined', async () => {
    const key = 'artifacts/abandoned';
    const uploadId = await subject.uploads.recordUpload(key);
    const sent = await sendParts(key, uploadId);
    await subject.uploads.recordAbandoned(key, uploadId);
    await subject.uploads.recordAbandoned(key, uploadId);
    expect(await subject.uploads.putJoined(key, uploadId, sent)).toBe(false);

    const other = await subject.uploads.recordUpload(key);
    await subject.uploads.putJoined(key, other, await sendParts(key, other));
    await subject.uploads.recordAbandoned(key, other);
    expect(await subject.objects.headObject(key)).toMatchObject({ sizeBytes: whole.length });
  });

  it('removes an object, once or twice', async () => {
    await subject.objects.putObject('artifacts/removed', text('x'), 'text/plain');
    await subject.objects.recordRemoved('artifacts/removed');
    await subject.objects.recordRemoved('artifacts/removed');
    expect(await subject.objects.headObject('artifacts/removed')).toBeNull();
  });

  it('answers null for what is not there', async () => {
    expect(await subject.objects.headObject('nothing')).toBeNull();
    expect(await subject.objects.loadObject('nothing', 1)).toBeNull();
    expect(await subject.objects.loadDigest('nothing')).toBeNull();
    await subject.uploads.recordAbandoned('nothing', 'upload-of-nobody');
  });

  it('says so when it is out of reach', async () => {
    const { objects, uploads } = subject.broken;
    const failed = { code: 'storage-unavailable' };
    await expect(objects.headObject('a')).rejects.toMatchObject(failed);
    await expect(objects.loadDigest('a')).rejects.toMatchObject(failed);
    await expect(uploads.recordUpload('a')).rejects.toMatchObject(failed);
    await expect(uploads.putJoined('a', 'b', [])).rejects.toMatchObject(failed);
    expect((await objects.signDownload('a', 60)).length).toBeGreaterThan(0);
  });
});

describe('the embedded S3 endpoint', () => {
  let store: Awaited<ReturnType<typeof openTestObjectStore>>;
  beforeAll(async () => {
    store = await openTestObjectStore();
  });
  afterAll(() => store.stop());

  it('is read through in pieces, whatever the size', async () => {
    const sent = new Uint8Array(randomBytes(33 * 1024 * 1024));
    const [kept, multipart] = [bucketObjects(store.bucket), bucketUploads(store.bucket)];
    const uploadId = await multipart.recordUpload('artifacts/large');
    const urls = await multipart.signParts({ key: 'artifacts/large', uploadId, partNumbers: [1, 2], expiresS: 60 });
    const etags: { partNumber: number; etag: string }[] = [];
    for (const { partNumber, url } of urls) {
      // Nobody takes up again a connection that storage may have closed by then.
      const { headers } = await fetch(url, { method: 'PUT', body: sent, headers: { connection: 'close' } });
      etags.push({ partNumber, etag: headers.get('etag') ?? '' });
    }
    await multipart.putJoined('artifacts/large', uploadId, etags);
    const twice = Buffer.concat([sent, sent]);
    const digest = { sizeBytes: twice.length, sha256: sha256(twice) };
    expect(await kept.loadDigest('artifacts/large')).toEqual(digest);
  });

  it('signs URLs for one download, in ranges too, and nothing else', async () => {
    const kept = bucketObjects(store.bucket);
    await kept.putObject('artifacts/a', text('0123456789'), 'application/octet-stream');
    await kept.putObject('artifacts/b', text('other'), 'application/octet-stream');
    const url = await kept.signDownload('artifacts/a', 60);
    expect(await (await fetch(url)).text()).toBe('0123456789');
    const range = await fetch(url, { headers: { range: 'bytes=4-' } });
    expect([range.status, await range.text()]).toEqual([206, '456789']);
    expect((await fetch(url.replace('artifacts/a', 'artifacts/b'))).status).toBe(403);
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
  });
});
