// Builds for tests: content of any size, and its measures.
import { createHash } from 'node:crypto';
import { type Build, type BuildContent, deriveDraft } from '../../src/domain/build/build.ts';
import { deriveChunkRoot } from '../../src/domain/build/chunk-root.ts';

export const digestOf = (algorithm: 'sha256' | 'sha512', body: Uint8Array): string =>
  createHash(algorithm).update(body).digest('hex');

const md5 = (body: Uint8Array) => createHash('md5').update(body).digest();

/** The tag that storage gives bytes joined of these parts. */
export const joinedEtagOf = (...parts: Uint8Array[]): string =>
  `${md5(Buffer.concat(parts.map(md5))).toString('hex')}-${parts.length}`;

export const artifactOf = (body: Uint8Array, fileName = 'nova.img'): BuildContent['artifact'] => ({
  fileName,
  sizeBytes: body.length,
  sha256: digestOf('sha256', body),
  sha512: digestOf('sha512', body),
  chunkSizeBytes: 4_194_304,
  chunkRoot: deriveChunkRoot([createHash('sha256').update(body).digest()]),
});

export const image = new TextEncoder().encode('the first image of nova');

export const contentOf = (changes: Partial<BuildContent> = {}): BuildContent => ({
  product: 'nova',
  channel: 'stable',
  version: '1.1.0',
  vendorVersion: 'V14.0.1.0',
  models: ['n1', 'n2'],
  accepts: '*',
  securityFloor: 0,
  artifact: artifactOf(image),
  ...changes,
});

export const draftOf = (counter: number, changes: Partial<BuildContent> = {}): Build =>
  deriveDraft(contentOf({ version: `1.${counter}.0`, vendorVersion: `V14.0.${counter}.0`, ...changes }), {
    counter,
    createdBy: 'ada',
    createdMs: counter,
  });
