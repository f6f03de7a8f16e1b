// An image, statements that are about exactly its bytes, the offer that names them, and a repository that lists them.
import { createHash } from 'node:crypto';
import type { Self } from '../../src/device/check-offer.ts';
import type { Statements } from '../../src/device/obtain-statements.ts';
import type { Memory } from '../../src/device/ports.ts';
import type { FindOutcome, RefreshOutcome, Updater } from '../../src/device/trust/updater.ts';
import { type CeilingStatement, ceilingPath } from '../../src/domain/build/ceiling-statement.ts';
import { type PermitStatement, permitPath } from '../../src/domain/build/permit-statement.ts';
import type { ReleaseStatement } from '../../src/domain/build/release-statement.ts';
import type { StopStatement } from '../../src/domain/build/stop-statement.ts';
import type { Target } from '../../src/domain/trust/tuf/metadata.ts';
import { type Offer, parsePollAnswer } from '../../src/wire/device/poll-answer.ts';
import { encodeReleaseDigest } from '../../src/wire/trust/release-digest.ts';
import { encodeStatementTarget } from '../../src/wire/trust/statement-target.ts';
import { ceiling, expectValue, head, nowMs, permit, release } from './statements.ts';

export const imageBytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 31) % 251);
const digestOf = (name: string): string => createHash(name).update(imageBytes).digest('hex');
export const imageSha256 = digestOf('sha256');

const image = {
  fileName: 'nova-1.4.0.img',
  lengthBytes: imageBytes.length,
  sha256: imageSha256,
  sha512: digestOf('sha512'),
};

export type Changes = {
  release?: Partial<ReleaseStatement>;
  ceiling?: Partial<CeilingStatement>;
  permit?: Partial<PermitStatement>;
  direction?: 'forward' | 'back';
  stopSeq?: number;
  expiresMs?: number;
};

function statementsOf(changes: Changes) {
  const about = { ...release, image, ...changes.release };
  const releaseSha256 = encodeReleaseDigest(about);
  return {
    release: about,
    ceiling: { ...ceiling, imageSha256, releaseSha256, ...changes.ceiling },
    permit: { ...permit, to: { releaseId: release.releaseId, imageSha256, releaseSha256 }, ...changes.permit },
  };
}

/** What a device found in the repository, with whatever a test wants to be wrong. */
export function sampleStatements(changes: Changes = {}): Statements {
  const life = { ...head, expiresMs: changes.expiresMs ?? head.expiresMs };
  const about = statementsOf(changes);
  const isForward = changes.direction !== 'back';
  return {
    release: { statement: about.release, ...life, releaseSha256: encodeReleaseDigest(about.release) },
    ceiling: isForward ? { statement: about.ceiling, ...life } : null,
    permit: isForward ? null : { statement: about.permit, ...life },
    stopSeq: changes.stopSeq ?? 0,
  };
}

/** A true offer of them. */
export function sampleOffer(changes: Pick<Changes, 'direction'> & { url?: string } = {}): Offer {
  const { direction = 'forward', url = '/image' } = changes;
  const { releaseId: id, version, counter, product } = release;
  const answer = {
    kind: 'offer',
    direction,
    rollout: 7,
    build: { id, version, vendorVersion: null, counter },
    release: `fw/${product}/${id}.${image.fileName}`,
    ceiling: direction === 'forward' ? ceilingPath(product, ceiling.rolloutKey) : null,
    permit: direction === 'back' ? permitPath(product, permit.permitNumber) : null,
    artifacts: [
      {
        kind: 'full',
        fileName: image.fileName,
        sizeBytes: imageBytes.length,
        sha256: imageSha256,
        fromBuild: null,
        url,
      },
    ],
    pollAfterS: 60,
    pollJitterS: 6,
  };
  const parsed = expectValue(parsePollAnswer(new TextEncoder().encode(JSON.stringify(answer))));
  if (parsed.kind !== 'offer') throw new Error('the sample is no offer');
  return parsed;
}

export type SampleUpdater = Updater & {
  /** Verified targets by path; a test adds and takes away. */
  readonly targets: Map<string, Target>;
  refreshed: RefreshOutcome;
  /** What looking up a path ends with, where it is not what `targets` says. */
  readonly failures: Map<string, FindOutcome>;
};

/** An updater that has verified everything, at the time of the samples. */
export function sampleUpdater(changes: Changes = {}, stop: StopStatement | null = null): SampleUpdater {
  const about = statementsOf(changes);
  const stated = [about.release, about.ceiling, about.permit, ...(stop === null ? [] : [stop])];
  const updater: SampleUpdater = {
    targets: new Map(stated.map(encodeStatementTarget)),
    failures: new Map(),
    refreshed: { ok: true, trustedMs: nowMs, clockMs: nowMs, staleMs: head.expiresMs },
    init: async () => ({ ok: true }),
    refresh: async () => updater.refreshed,
    findTarget: async (path) => {
      const target = updater.targets.get(path);
      const failure = updater.failures.get(path);
      if (failure !== undefined) return failure;
      if (target === undefined) return { ok: false, role: 'targets', refusal: 'target-not-found' };
      return { ok: true, target, role: 'fw-nova', head, file: path };
    },
  };
  return updater;
}

export const self: Self = {
  product: 'nova',
  channel: 'stable',
  model: 'nova-a1',
  bucket: 5,
  cohorts: ['testers'],
  region: null,
  locale: null,
};

export const memory: Memory = {
  version: '1.3.0',
  imageSha256: 'd'.repeat(64),
  counter: 41,
  securityFloor: 40,
  wantedFloor: 40,
  otherCounter: 40,
  pending: null,
  ceilingSeqs: {},
  stopSeqs: {},
};
