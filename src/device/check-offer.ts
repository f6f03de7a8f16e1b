// Decides whether an offer may be installed on this device: nothing unsigned is believed, whatever the server says.
import nacl from 'tweetnacl';
import type { ReleaseStatement } from '../domain/build/release-statement.ts';
import type { Result } from '../domain/result.ts';
import { derivePlaces } from '../domain/rollout/permutation.ts';
import { type CeilingRefusal, checkCeiling } from '../domain/trust/check-ceiling.ts';
import { checkRelease, type ReleaseRefusal } from '../domain/trust/check-release.ts';
import type { TrustedKey } from '../domain/trust/key.ts';
import { checkSignatures, type VerifySync } from '../domain/trust/verify.ts';
import type { Offer } from '../wire/device/poll-answer.ts';
import { parseCeilingStatement } from '../wire/statement/ceiling.ts';
import { type Envelope, parseEnvelope } from '../wire/statement/envelope.ts';
import { parsePermitStatement } from '../wire/statement/permit.ts';
import { parseReleaseStatement } from '../wire/statement/release.ts';
import type { Memory } from './ports.ts';

export type OfferRefusal =
  | ReleaseRefusal
  | CeilingRefusal
  | 'malformed-statement'
  | 'not-signed'
  | 'permit-missing'
  | 'artifact-not-signed';

export type OfferCheck =
  | {
      readonly ok: true;
      readonly release: ReleaseStatement;
      readonly url: string;
      readonly rolloutKey: string | null;
      readonly seq: number;
    }
  | { readonly ok: false; readonly refusal: OfferRefusal };

/** Who the device is, and whose signatures it was built to believe. */
export type Self = {
  readonly product: string;
  readonly channel: string;
  readonly model: string;
  readonly bucket: number;
  readonly cohorts: readonly string[];
  readonly region: string | null;
  readonly locale: string | null;
  readonly keys: readonly TrustedKey[];
  /** A quicker verification where the platform has one; tweetnacl otherwise. */
  readonly verify?: VerifySync;
};

const refuse = (refusal: OfferRefusal): { readonly ok: false; readonly refusal: OfferRefusal } => ({
  ok: false,
  refusal,
});

type Opened<S> = { readonly ok: true; readonly value: S } | { readonly ok: false; readonly refusal: OfferRefusal };

/** Verifies the received bytes first and reads them only then. */
function open<S>(source: unknown, self: Self, parse: (envelope: Envelope) => Result<S>): Opened<S> {
  const envelope = parseEnvelope(source);
  if (!envelope.ok) return refuse('malformed-statement');
  const { payloadBytes, signatures } = envelope.value;
  const { keys, verify = nacl.sign.detached.verify } = self;
  if (!checkSignatures({ payloadBytes, signatures, keys, threshold: 1, verify }).ok) return refuse('not-signed');
  const statement = parse(envelope.value);
  return statement.ok ? { ok: true, value: statement.value } : refuse('malformed-statement');
}

/** The device's own rules, in the order of signing.md; `nowMs` is the later of its clock and the newest time it verified. */
export function checkOffer(offer: Offer, self: Self, memory: Memory, nowMs: number): OfferCheck {
  const release = open(offer.release, self, parseReleaseStatement);
  if (!release.ok) return release;
  const permit = offer.direction === 'back' ? open(offer.permit, self, parsePermitStatement) : null;
  if (permit !== null && !permit.ok) return permit;
  const { version, imageSha256, counter, securityFloor } = memory;
  const device = { ...self, version, imageSha256, counter, securityFloor };
  const allowed = checkRelease({ release: release.value, device, permit: permit?.value ?? null, nowMs });
  if (!allowed.ok) return refuse(allowed.refusal);

  const { statement } = release.value;
  const artifact = offer.artifacts.find(({ kind, sha256 }) => kind === 'full' && sha256 === statement.image.sha256);
  if (artifact === undefined) return refuse('artifact-not-signed');
  const found = { ok: true, release: statement, url: artifact.url } as const;
  return permit === null
    ? checkUnderCeiling(offer, found, { self, memory, nowMs })
    : { ...found, rolloutKey: null, seq: 0 };
}

type Found = { readonly ok: true; readonly release: ReleaseStatement; readonly url: string };

function checkUnderCeiling(
  offer: Offer,
  found: Found,
  { self, memory, nowMs }: { self: Self; memory: Memory; nowMs: number },
): OfferCheck {
  const ceiling = open(offer.ceiling, self, parseCeilingStatement);
  if (!ceiling.ok) return ceiling;
  const { rolloutKey, seq, salt } = ceiling.value.statement;
  const place = derivePlaces(salt)[self.bucket] ?? Number.POSITIVE_INFINITY;
  const seenSeq = memory.ceilingSeqs[rolloutKey] ?? 0;
  const below = checkCeiling({
    ceiling: ceiling.value,
    release: found.release,
    cohorts: self.cohorts,
    attributes: { ...self, version: memory.version },
    place,
    seenSeq,
    stopSeq: 0,
    nowMs,
  });
  return below.ok ? { ...found, rolloutKey, seq } : refuse(below.refusal);
}
