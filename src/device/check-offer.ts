// Decides whether an offer may be installed on this device, by what people signed and not by what the server says.
import type { ReleaseStatement } from '../domain/build/release-statement.ts';
import { derivePlaces } from '../domain/rollout/permutation.ts';
import { type CeilingRefusal, checkCeiling } from '../domain/trust/check-ceiling.ts';
import { checkRelease, type ReleaseRefusal } from '../domain/trust/check-release.ts';
import type { Offer } from '../wire/device/poll-answer.ts';
import type { Statements } from './obtain-statements.ts';
import type { Memory } from './ports.ts';

export type OfferRefusal = ReleaseRefusal | CeilingRefusal | 'artifact-not-signed' | 'installed-already';

export type OfferCheck =
  | {
      readonly ok: true;
      readonly release: ReleaseStatement;
      /** Where the image may be had, at least one address. Nobody signed them, and nobody has to: only the bytes count. */
      readonly urls: readonly [string, ...string[]];
      /** Null when going back. */
      readonly rolloutKey: string | null;
      readonly seq: number;
    }
  | { readonly ok: false; readonly refusal: OfferRefusal };

/** Who the device is. */
export type Self = {
  readonly product: string;
  readonly channel: string;
  readonly model: string;
  readonly bucket: number;
  readonly cohorts: readonly string[];
  readonly region: string | null;
  readonly locale: string | null;
};

export type OfferQuestion = {
  readonly offer: Offer;
  readonly statements: Statements;
  readonly self: Self;
  readonly memory: Memory;
  /** The later of the device's clock and the newest time it verified. */
  readonly nowMs: number;
  /** The device's own clock, read once an update. */
  readonly clockMs: number;
};

const refuse = (refusal: OfferRefusal): OfferCheck => ({ ok: false, refusal });

/** Further addresses of one image that a device remembers. */
const maxMirrors = 3;

/** The device's own rules, in the order of signing.md. */
export function checkOffer(question: OfferQuestion): OfferCheck {
  const { offer, statements, self, memory, nowMs } = question;
  const { permit, ceiling, stopSeq } = statements;
  const { version, imageSha256, counter, securityFloor } = memory;
  const device = { ...self, version, imageSha256, counter, securityFloor };
  const allowed = checkRelease({ release: statements.release, device, permit, nowMs });
  if (!allowed.ok) return refuse(allowed.refusal);

  const release = statements.release.statement;
  // Written again and again, a slot wears out.
  if (release.image.sha256 === imageSha256) return refuse('installed-already');
  const [url, ...others] = offer.artifacts.flatMap(({ kind, sha256, url }) =>
    kind === 'full' && sha256 === release.image.sha256 ? [url] : [],
  );
  if (url === undefined) return refuse('artifact-not-signed');
  const found = { ok: true, release, urls: [url, ...others.slice(0, maxMirrors)] } as const;
  if (ceiling !== null) return checkUnderCeiling(question, ceiling, found);
  // No ceiling lifts a stop on the way back.
  return stopSeq > 0 ? refuse('stopped') : { ...found, rolloutKey: null, seq: 0 };
}

type Found = Pick<OfferCheck & { ok: true }, 'ok' | 'release' | 'urls'>;

function checkUnderCeiling(
  { statements, self, memory, nowMs, clockMs }: OfferQuestion,
  ceiling: NonNullable<Statements['ceiling']>,
  found: Found,
): OfferCheck {
  const { rolloutKey, seq, salt } = ceiling.statement;
  const below = checkCeiling({
    ceiling,
    release: statements.release,
    cohorts: self.cohorts,
    attributes: { ...self, version: memory.version },
    place: derivePlaces(salt)[self.bucket] ?? Number.POSITIVE_INFINITY,
    seenSeq: memory.ceilingSeqs[rolloutKey] ?? 0,
    stopSeq: statements.stopSeq,
    nowMs,
    clockMs,
  });
  return below.ok ? { ...found, rolloutKey, seq } : refuse(below.refusal);
}
