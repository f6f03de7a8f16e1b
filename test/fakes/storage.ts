// Object storage in memory: whole objects and multipart uploads, held to the same contract as S3.
import { createHash } from 'node:crypto';
import { AppError } from '../../src/app/app-error.ts';
import type { Objects, Uploads } from '../../src/app/ports/objects.ts';

type Kept = { readonly body: Uint8Array; readonly etag: string };

const md5 = (body: Uint8Array) => createHash('md5').update(body).digest();

export type FakeStorage = ReturnType<typeof fakeStorage>;

export function fakeStorage() {
  const kept = new Map<string, Kept>();
  const multipart = new Map<string, { key: string; parts: Map<number, Kept> }>();
  const asked: string[] = [];
  const state = { isDown: false };
  let begun = 0;

  function ask(call: string): void {
    asked.push(call);
    if (state.isDown) throw new AppError('storage-unavailable', 'The object storage does not answer.');
  }

  const objects: Objects = {
    async putObject(key, content) {
      ask(`put ${key}`);
      if (kept.has(key)) return false;
      const body = typeof content === 'string' ? Buffer.from(content) : content;
      kept.set(key, { body, etag: md5(body).toString('hex') });
      return true;
    },
    async loadObject(key) {
      ask(`load ${key}`);
      return kept.get(key)?.body ?? null;
    },
    async loadRange(key, startBytes, sizeBytes) {
      ask(`range ${key} ${startBytes}`);
      const body = kept.get(key)?.body;
      return body === undefined || startBytes >= body.length ? null : body.slice(startBytes, startBytes + sizeBytes);
    },
    async headObject(key) {
      ask(`head ${key}`);
      const found = kept.get(key);
      return found === undefined ? null : { sizeBytes: found.body.length, etag: found.etag };
    },
    async loadDigest(key) {
      ask(`digest ${key}`);
      const body = kept.get(key)?.body;
      if (body === undefined) return null;
      return { sizeBytes: body.length, sha256: createHash('sha256').update(body).digest('hex') };
    },
    signDownload: async (key, expiresS) => `https://storage.test/${key}?expires=${expiresS}`,
    async recordRemoved(key) {
      ask(`remove ${key}`);
      kept.delete(key);
    },
  };

  const uploads: Uploads = {
    async recordUpload(key) {
      ask(`begin ${key}`);
      begun += 1;
      multipart.set(`upload-${begun}`, { key, parts: new Map() });
      return `upload-${begun}`;
    },
    signParts: async ({ key, uploadId, partNumbers }) =>
      partNumbers.map((partNumber) => ({
        partNumber,
        url: `https://storage.test/${key}?upload=${uploadId}&part=${partNumber}`,
      })),
    async putJoined(key, uploadId, parts) {
      ask(`join ${key}`);
      const open = multipart.get(uploadId);
      if (open === undefined || open.key !== key) return false;
      const found = parts.map(({ partNumber, etag }) => {
        const part = open.parts.get(partNumber);
        return part?.etag === etag.replaceAll('"', '') ? part.body : null;
      });
      if (found.length === 0 || found.includes(null)) return false;
      const bodies = found.filter((body) => body !== null);
      const etag = `${md5(Buffer.concat(bodies.map(md5))).toString('hex')}-${bodies.length}`;
      kept.set(key, { body: Buffer.concat(bodies), etag });
      multipart.delete(uploadId);
      return true;
    },
    async recordAbandoned(_key, uploadId) {
      ask(`abandon ${uploadId}`);
      multipart.delete(uploadId);
    },
  };

  return {
    objects,
    uploads,
    kept,
    multipart,
    /** What was asked of storage, in order. */
    asked,
    state,
    /** What a client does with a signed URL; answers the entity tag. */
    async sendPart(url: string, body: Uint8Array): Promise<string> {
      const query = new URL(url).searchParams;
      const open = multipart.get(query.get('upload') ?? '');
      if (open === undefined) throw new Error(`no upload behind ${url}`);
      const etag = md5(body).toString('hex');
      open.parts.set(Number(query.get('part')), { body, etag });
      return `"${etag}"`;
    },
  };
}
