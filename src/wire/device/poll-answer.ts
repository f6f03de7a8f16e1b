// Writes the answer to a poll: JSON that is made once for each wait, since what it tells changes with the map only.
import * as z from 'zod';
import { type Result, refuse } from '../../domain/result.ts';
import type { OfferDecision, ReadyRollout } from '../../domain/rollout/offer.ts';
import type { Pace } from '../../domain/rollout/pace.ts';
import type { MapArtifact, MapBuild, MapTrust } from '../../domain/rollout/release-map.ts';
import { parseWith } from '../zod-problems.ts';

const target = z.string().max(400);
const closing = {
  trust: z
    .object({
      root: z.int().describe('Version of the newest root below /repository/.'),
      timestamp: z
        .looseObject({ signed: z.looseObject({}), signatures: z.array(z.looseObject({})) })
        .describe('/repository/timestamp.json as it is now: one signature tells whether anything changed.'),
    })
    .optional()
    .describe('Absent while nothing is signed.'),
  pollAfterS: z.int().describe('Ask again after this many seconds …'),
  pollJitterS: z.int().describe('… plus a random part of this many seconds of your own.'),
};

/** The answer as the OpenAPI document shows it. */
export const pollAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('offer'),
    direction: z.enum(['forward', 'back']),
    rollout: z.int(),
    build: z.object({ id: z.string(), version: z.string(), vendorVersion: z.string().nullable(), counter: z.int() }),
    release: target.describe('The TUF target that states the release: believe nothing of the build but what it says.'),
    ceiling: target.nullable().describe('The target that states the ceiling; null when going back.'),
    permit: target.nullable().describe('The target that permits going back; null when going forward.'),
    artifacts: z.array(
      z.object({
        kind: z.enum(['full', 'delta']),
        fileName: z.string(),
        sizeBytes: z.int(),
        sha256: z.string(),
        fromBuild: z.string().nullable(),
        url: z.string().describe('Relative to the URL of the poll.'),
      }),
    ),
    ...closing,
  }),
  z.object({ kind: z.literal('none'), reason: z.string(), pass: z.string().optional(), ...closing }),
]);

/** A body, how many bytes it is in UTF-8, and the entity tag that names it. */
export type PollBody = { readonly body: string; readonly sizeBytes: number; readonly etag: string };

/** What an offer begins with, the tag of it, and the whole answers made of it so far, by wait (pace.ts has twenty). */
type Encoded = { readonly head: string; readonly tag: string; readonly answers: Map<number, PollBody> };

const encodeArtifact = (artifact: MapArtifact) => ({
  kind: artifact.kind,
  fileName: artifact.fileName,
  sizeBytes: artifact.sizeBytes,
  sha256: artifact.sha256,
  fromBuild: artifact.fromBuildId,
  url: `/v1/artifacts/${artifact.sha256}`,
});

function encodeOfferHead(rollout: ReadyRollout, direction: 'forward' | 'back', build: MapBuild): string {
  const { rolloutId, ceiling, permit } = rollout.source;
  const { buildId: id, version, vendorVersion, counter, release } = build;
  const signed = direction === 'forward' ? { release, ceiling, permit: null } : { release, ceiling: null, permit };
  const artifacts = build.artifacts.map(encodeArtifact);
  const facts = { direction, rollout: rolloutId, build: { id, version, vendorVersion, counter } };
  return `${JSON.stringify({ kind: 'offer', ...facts, ...signed, artifacts }).slice(0, -1)},`;
}

/** Ready rollouts live as long as the map that holds them, and so does what was encoded of them. */
const encoded = { forward: new WeakMap<ReadyRollout, Encoded>(), back: new WeakMap<ReadyRollout, Encoded>() };

function encodeOnce(rollout: ReadyRollout, direction: 'forward' | 'back'): Encoded {
  const known = encoded[direction].get(rollout);
  if (known !== undefined) return known;
  const build = direction === 'forward' ? rollout.build : (rollout.fallback ?? rollout.build);
  const tag = `${rollout.source.rolloutId}.${direction}.${build.buildId}`;
  const made = { head: encodeOfferHead(rollout, direction, build), tag, answers: new Map() };
  encoded[direction].set(rollout, made);
  return made;
}

/** What every answer ends with. */
type Closing = { readonly pace: Pace; readonly passProblem: string | null; readonly trust: MapTrust | null };

/** Above every wait: a week between polls is the most that a channel may have. */
const maxWaitS = 1_000_000;

function encodeOffer({ head, tag, answers }: Encoded, closing: Closing): PollBody {
  const place = closing.pace.pollAfterS * maxWaitS + closing.pace.pollJitterS;
  const known = answers.get(place);
  if (known !== undefined) return known;
  const made = encodeWhole(head, deriveTag(tag, closing), closing);
  answers.set(place, made);
  return made;
}

/**
 * Answers without an offer, by their tag: as many as there are reasons, problems of passes and waits. They live as long
 * as the timestamp that they carry: its version alone does not tell it from one that was put in its place.
 */
const silences = new WeakMap<object, Map<string, PollBody>>();
const nothingSigned = {};
/** About 10 MB; no service has so many intervals that it is reached within the life of a map. */
const maxSilences = 10_000;

function silencesUnder(trust: MapTrust | null): Map<string, PollBody> {
  const known = silences.get(trust ?? nothingSigned);
  if (known !== undefined && known.size < maxSilences) return known;
  const made = new Map<string, PollBody>();
  silences.set(trust ?? nothingSigned, made);
  return made;
}

function encodeSilence(reason: string, closing: Closing): PollBody {
  const { passProblem } = closing;
  const etag = deriveTag(passProblem === null ? reason : `${reason}.${passProblem}`, closing);
  const made = silencesUnder(closing.trust);
  const known = made.get(etag);
  if (known !== undefined) return known;
  const note = passProblem === null ? '' : `"pass":"${passProblem}",`;
  const answer = encodeWhole(`{"kind":"none","reason":"${reason}",${note}`, etag, closing);
  made.set(etag, answer);
  return answer;
}

/** States everything that the body depends on, so equal tags mean equal bytes. */
function deriveTag(what: string, { pace, trust }: Closing): string {
  const signed = trust === null ? '' : `.${trust.rootVersion}.${trust.timestampVersion}`;
  return `"${what}.${pace.pollAfterS}.${pace.pollJitterS}${signed}"`;
}

function encodeWhole(head: string, etag: string, { pace, trust }: Closing): PollBody {
  const { pollAfterS, pollJitterS } = pace;
  // The timestamp is JSON already, and stays in the spelling that was signed.
  const signed = trust === null ? '' : `"trust":{"root":${trust.rootVersion},"timestamp":${trust.timestamp}},`;
  // V8 joins into one stretch of memory. A text made with `+` stays in pieces, which are put together whenever it is sent.
  const body = [head, signed, `"pollAfterS":${pollAfterS},"pollJitterS":${pollJitterS}}`].join('');
  return { body, sizeBytes: new TextEncoder().encode(body).length, etag };
}

/**
 * Answers are made once and sent as they are: putting kilobytes together costs workerd half a poll, a few bytes 4 us.
 * `closing.trust` is that of the map which the decision was made by.
 */
export function encodePollAnswer(decision: OfferDecision<ReadyRollout>, closing: Closing): PollBody {
  return decision.kind === 'offer'
    ? encodeOffer(encodeOnce(decision.rollout, decision.direction), closing)
    : encodeSilence(decision.reason, closing);
}

export type PollAnswerBody = z.output<typeof pollAnswer>;
export type Offer = Extract<PollAnswerBody, { kind: 'offer' }>;

/** Reads an answer as a device does: bytes in, bounded by the caller. Nothing in it is believed: it only says where to look. */
export function parsePollAnswer(bytes: Uint8Array): Result<PollAnswerBody> {
  try {
    return parseWith(pollAnswer, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), 'answer');
  } catch {
    return refuse({ where: 'answer', what: 'is no JSON', fix: 'Poll again later.' });
  }
}
