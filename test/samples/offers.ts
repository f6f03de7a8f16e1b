// An image, statements that are about exactly its bytes, and the offer that carries them.
import { createHash } from 'node:crypto';
import type { Self } from '../../src/device/check-offer.ts';
import type { Memory } from '../../src/device/ports.ts';
import type { CeilingStatement } from '../../src/domain/build/ceiling-statement.ts';
import type { PermitStatement } from '../../src/domain/build/permit-statement.ts';
import type { ReleaseStatement } from '../../src/domain/build/release-statement.ts';
import { type Offer, parsePollAnswer } from '../../src/wire/device/poll-answer.ts';
import { encodeCeilingPayload } from '../../src/wire/statement/ceiling.ts';
import { encodePermitPayload } from '../../src/wire/statement/permit.ts';
import { encodeReleasePayload } from '../../src/wire/statement/release.ts';
import { ceiling, expectValue, head, permit, release, sampleKey, seal } from './statements.ts';

export const imageBytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 31) % 251);
const digestOf = (name: string): string => createHash(name).update(imageBytes).digest('hex');
export const imageSha256 = digestOf('sha256');

export const signer = sampleKey(1);

type Changes = {
  release?: Partial<ReleaseStatement>;
  ceiling?: Partial<CeilingStatement>;
  permit?: Partial<PermitStatement>;
  direction?: 'forward' | 'back';
  key?: ReturnType<typeof sampleKey>;
  expiresMs?: number;
};

const imageOf = {
  fileName: 'nova-1.4.0.img',
  lengthBytes: imageBytes.length,
  sha256: imageSha256,
  sha512: digestOf('sha512'),
};

/** A true offer, with whatever a test wants to be wrong. */
export function sampleOffer(changes: Changes = {}): Offer {
  const { direction = 'forward', key = signer } = changes;
  const life = { ...head, expiresMs: changes.expiresMs ?? head.expiresMs };
  const about = { ...release, image: imageOf, ...changes.release };
  const envelopes = {
    release: seal(encodeReleasePayload(about, life), key),
    ceiling: seal(encodeCeilingPayload({ ...ceiling, imageSha256, ...changes.ceiling }, life), key),
    permit: seal(
      encodePermitPayload({ ...permit, to: { releaseId: release.releaseId, imageSha256 }, ...changes.permit }, life),
      key,
    ),
  };
  const answer = {
    kind: 'offer',
    direction,
    rollout: 7,
    build: { id: about.releaseId, version: about.version, vendorVersion: null, counter: about.counter },
    release: JSON.parse(envelopes.release),
    ceiling: direction === 'forward' ? JSON.parse(envelopes.ceiling) : null,
    permit: direction === 'back' ? JSON.parse(envelopes.permit) : null,
    artifacts: [
      {
        kind: 'full',
        fileName: imageOf.fileName,
        sizeBytes: imageBytes.length,
        sha256: imageSha256,
        fromBuild: null,
        url: '/image',
      },
    ],
    pollAfterS: 60,
    pollJitterS: 6,
  };
  const parsed = expectValue(parsePollAnswer(new TextEncoder().encode(JSON.stringify(answer))));
  if (parsed.kind !== 'offer') throw new Error('the sample is no offer');
  return parsed;
}

export const self: Self = {
  product: 'nova',
  channel: 'stable',
  model: 'nova-a1',
  bucket: 5,
  cohorts: ['testers'],
  region: null,
  locale: null,
  keys: [signer],
};

export const memory: Memory = {
  version: '1.3.0',
  imageSha256: 'd'.repeat(64),
  counter: 41,
  securityFloor: 40,
  pending: null,
  latestMs: 0,
  ceilingSeqs: {},
};
