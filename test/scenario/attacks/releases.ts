// What people signed in the world that is attacked: a good release and its rollout, and every kind of thing that must not be installed.
import { createHash } from 'node:crypto';
import type { CeilingStage, CeilingStatement } from '../../../src/domain/build/ceiling-statement.ts';
import { joinChunkDigests } from '../../../src/domain/build/chunk-root.ts';
import type { PermitStatement } from '../../../src/domain/build/permit-statement.ts';
import type { ReleaseStatement } from '../../../src/domain/build/release-statement.ts';
import type { Statement } from '../../../src/domain/trust/repository/changes.ts';
import { sha256 } from '../../../src/domain/trust/sha256.ts';
import type { Targets } from '../../../src/domain/trust/tuf/metadata.ts';
import { encodeReleaseDigest } from '../../../src/wire/trust/release-digest.ts';
import { encodeStatementTarget } from '../../../src/wire/trust/statement-target.ts';
import * as sample from '../../samples/statements.ts';
import { fileOf, stopStatement } from '../../samples/trust.ts';

const { dayMs, nowMs, sampleReleaseId } = sample;

/** Some kilobytes that differ from image to image, as many for each: three chunks. */
export const imageOf = (counter: number): Uint8Array =>
  Uint8Array.from({ length: 9_000 }, (_, at) => (at * 31 + counter * 7) % 251);

export const digestOf = (bytes: Uint8Array, algorithm = 'sha256'): string =>
  createHash(algorithm).update(bytes).digest('hex');

const chunkSizeBytes = 4_096;

/** The chunk list of an image. */
export const listOf = (bytes: Uint8Array): Uint8Array =>
  joinChunkDigests(
    Array.from({ length: Math.ceil(bytes.length / chunkSizeBytes) }, (_, at) =>
      sha256(bytes.subarray(at * chunkSizeBytes, (at + 1) * chunkSizeBytes)),
    ),
  );

export const shaOf = (counter: number): string => digestOf(imageOf(counter));

const idOf = (counter: number, product = 'nova') => sampleReleaseId(`${product}-${counter}`);

export function releaseOf(counter: number, changes: Partial<ReleaseStatement> = {}): ReleaseStatement {
  const { product = 'nova' } = changes;
  const bytes = imageOf(counter);
  const { vendorVersion: _, ...rest } = sample.release;
  return {
    ...rest,
    product,
    releaseId: idOf(counter, product),
    version: `1.${counter}.0`,
    counter,
    securityFloor: 0,
    models: ['nova-a1'],
    accepts: '*',
    image: {
      fileName: `${counter}.img`,
      lengthBytes: bytes.length,
      sha256: digestOf(bytes),
      sha512: digestOf(bytes, 'sha512'),
    },
    chunkSizeBytes,
    chunkRoot: digestOf(listOf(bytes)),
    ...changes,
  };
}

const stage = (changes: Partial<CeilingStage> = {}): CeilingStage => ({
  name: 'all',
  cohort: 'everyone',
  permille: 1000,
  notBeforeMs: nowMs - dayMs,
  gatesDigest: '1'.repeat(64),
  ...changes,
});

/** As people published it, or will. */
const publishedOf = (counter: number, product = 'nova'): ReleaseStatement =>
  releases.find((each) => each.counter === counter && each.product === product) ?? releaseOf(counter, { product });

/** Open to everyone. */
export function ceilingOf(counter: number, changes: Partial<CeilingStatement> = {}): CeilingStatement {
  const { product = 'nova' } = changes;
  const releaseId = idOf(counter, product);
  return {
    ...sample.ceiling,
    releaseSha256: encodeReleaseDigest(publishedOf(counter, product)),
    product,
    rolloutKey: `${releaseId}-1`,
    releaseId,
    imageSha256: shaOf(counter),
    stages: [stage()],
    fallbackReleaseId: null,
    ...changes,
  };
}

export function permitOf(permitNumber: number, from: number, to: number, notAfterMs = nowMs + 7 * dayMs) {
  const source = (counter: number) => ({ releaseId: idOf(counter), imageSha256: shaOf(counter) });
  const goal = { ...source(to), releaseSha256: encodeReleaseDigest(publishedOf(to)) };
  return { ...sample.permit, permitNumber, from: [source(from)], to: goal, notAfterMs } satisfies PermitStatement;
}

const stopOf = (counter: number, action: 'halt' | 'recall') => ({ ...stopStatement, releaseId: idOf(counter), action });

/** A file that says so; the next version of the role is for the caller to know. */
export const roleFile = (version: number, statements: readonly Statement[], expiresMs = nowMs + 80 * dayMs): Targets =>
  fileOf(version, statements.map(encodeStatementTarget), expiresMs);

/** The device runs 41. Of all these it may install 42 and nothing else, when the stage is open that holds it. */
export const releases: readonly ReleaseStatement[] = [
  releaseOf(39),
  releaseOf(40),
  releaseOf(41),
  releaseOf(42),
  /** For another model. */
  releaseOf(43, { models: ['nova-b1'] }),
  /** Signed by engineers, and no release manager wrote a ceiling. */
  releaseOf(44),
  /** Halted by a signed stop. */
  releaseOf(45),
  /** Recalled. */
  releaseOf(46),
  /** Its ceiling is over. */
  releaseOf(47),
  releaseOf(48, { channel: 'beta' }),
  /** Only over builds that the device does not run. */
  releaseOf(49, { accepts: '>=2.0.0' }),
];

/** How 42 is rolled out: at first far too widely, then as it should have been. */
export const wideCeiling = ceilingOf(42);
export const laterMs = nowMs + 2 * dayMs;
export const narrowCeiling = ceilingOf(42, {
  seq: 2,
  stages: [
    stage({ name: 'testers', cohort: 'testers' }),
    stage({ name: 'first', permille: 100 }),
    stage({ name: 'all', notBeforeMs: laterMs }),
  ],
});

export const rolloutsBut42: readonly Statement[] = [
  ...[40, 43, 45, 46, 48, 49].map((counter) => ceilingOf(counter)),
  ceilingOf(47, { notAfterMs: nowMs - 1 }),
  permitOf(1, 42, 40),
  permitOf(2, 41, 40, nowMs - 1),
  permitOf(3, 41, 39),
  permitOf(4, 41, 45),
  permitOf(5, 41, 43),
];

export const stops: readonly Statement[] = [stopOf(45, 'halt'), stopOf(46, 'recall')];

/** Another product of the same people, for a device of the same model name. */
export const vega = {
  releases: [releaseOf(50, { product: 'vega' })],
  rollouts: [ceilingOf(50, { product: 'vega' })],
} as const;

/** Where statements stand. */
export const pathOf = (statement: Statement): string => encodeStatementTarget(statement)[0];
export const releaseAt = (counter: number): string =>
  pathOf(releases.find((each) => each.counter === counter) ?? releaseOf(counter));
export const ceilingAt = (counter: number): string => pathOf(ceilingOf(counter));
export const permitAt = (permitNumber: number): string => `rollout/nova/back/${permitNumber}`;
