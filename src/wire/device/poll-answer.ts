// Writes the answer to a poll: JSON whose costly part is made once a rollout, since the signed statements never change.
import * as z from 'zod';
import { type Result, refuse } from '../../domain/result.ts';
import type { OfferDecision, ReadyRollout } from '../../domain/rollout/offer.ts';
import type { Pace } from '../../domain/rollout/pace.ts';
import type { MapArtifact, MapBuild } from '../../domain/rollout/release-map.ts';
import { parseWith } from '../zod-problems.ts';

const envelope = z.looseObject({ signed: z.looseObject({}), signatures: z.array(z.looseObject({})) });
const pace = {
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
    release: envelope.describe('The signed release statement: verify it before anything else.'),
    ceiling: envelope.nullable().describe('The signed ceiling of the rollout; null when going back.'),
    permit: envelope.nullable().describe('The signed permit to go back; null when going forward.'),
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
    ...pace,
  }),
  z.object({ kind: z.literal('none'), reason: z.string(), pass: z.string().optional(), ...pace }),
]);

/** A body and the entity tag that names it. */
export type PollBody = { readonly body: string; readonly etag: string };

type Fixed = { readonly head: string; readonly tag: string };

/** Statements are kept as received, and an envelope is JSON already: it goes in verbatim. */
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
  const { version, vendorVersion, counter } = build;
  const facts = { direction, rollout: rolloutId, build: { id: build.buildId, version, vendorVersion, counter } };
  const signed = direction === 'forward' ? [ceiling, 'null'] : ['null', permit ?? 'null'];
  const members = [
    JSON.stringify({ kind: 'offer', ...facts }).slice(0, -1),
    `"release":${build.release}`,
    `"ceiling":${signed[0]}`,
    `"permit":${signed[1]}`,
    `"artifacts":${JSON.stringify(build.artifacts.map(encodeArtifact))}`,
    '',
  ];
  // V8 joins into one stretch of memory; a text made with `+` stays in pieces, and is put together again for every poll.
  return members.join(',');
}

/** Ready rollouts live as long as the map that holds them, and so do their encoded heads. */
const heads = { forward: new WeakMap<ReadyRollout, Fixed>(), back: new WeakMap<ReadyRollout, Fixed>() };

function encodeOfferOnce(rollout: ReadyRollout, direction: 'forward' | 'back'): Fixed {
  const known = heads[direction].get(rollout);
  if (known !== undefined) return known;
  const build = direction === 'forward' ? rollout.build : (rollout.fallback ?? rollout.build);
  const tag = `${rollout.source.rolloutId}.${direction}.${build.buildId}`;
  const fixed = { head: encodeOfferHead(rollout, direction, build), tag };
  heads[direction].set(rollout, fixed);
  return fixed;
}

/** The tag states everything that the body depends on, so equal tags mean equal bytes. */
export function encodePollAnswer(
  decision: OfferDecision<ReadyRollout>,
  wait: Pace,
  passProblem: string | null,
): PollBody {
  const tail = `"pollAfterS":${wait.pollAfterS},"pollJitterS":${wait.pollJitterS}}`;
  if (decision.kind === 'offer') {
    const fixed = encodeOfferOnce(decision.rollout, decision.direction);
    return { body: fixed.head + tail, etag: `"${fixed.tag}.${wait.pollAfterS}.${wait.pollJitterS}"` };
  }
  const note = passProblem === null ? '' : `"pass":"${passProblem}",`;
  return {
    body: `{"kind":"none","reason":"${decision.reason}",${note}${tail}`,
    etag: `"${decision.reason}.${passProblem ?? ''}.${wait.pollAfterS}.${wait.pollJitterS}"`,
  };
}

export type PollAnswerBody = z.output<typeof pollAnswer>;
export type Offer = Extract<PollAnswerBody, { kind: 'offer' }>;

/** Reads an answer as a device does: bytes in, bounded by the caller. The statements in it are not believed yet. */
export function parsePollAnswer(bytes: Uint8Array): Result<PollAnswerBody> {
  try {
    return parseWith(pollAnswer, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), 'answer');
  } catch {
    return refuse({ where: 'answer', what: 'is no JSON', fix: 'Poll again later.' });
  }
}
