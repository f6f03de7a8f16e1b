// Answers a device's poll from the release map in memory: no identity, no query, no waiting.
import { readVersion } from '../domain/build/version.ts';
import type { Poll } from '../domain/device/poll.ts';
import { decideOffer, type OfferDecision, type ReadyRollout } from '../domain/rollout/offer.ts';
import { derivePace, type Pace } from '../domain/rollout/pace.ts';
import type { MapTrust } from '../domain/rollout/release-map.ts';
import type { CurrentMap } from './ports/current-map.ts';
import type { PassCheck, PassSigner } from './ports/pass-signer.ts';

export type PollRefusal = 'unknown-product-or-channel' | 'unknown-model' | 'unparsable-version';

export type PollAnswer =
  | {
      readonly kind: 'answered';
      readonly decision: OfferDecision<ReadyRollout>;
      readonly pace: Pace;
      /** What is wrong with the device's pass; it then counts as having none. */
      readonly passProblem: string | null;
      readonly trust: MapTrust | null;
    }
  | { readonly kind: 'refused'; readonly refusal: PollRefusal }
  | { readonly kind: 'no-map' };

export type AnswerPollPorts = { readonly currentMap: CurrentMap; readonly passSigner: PassSigner };

const noPass: PassCheck = { ok: true, cohorts: [] };

export function answerPoll(ports: AnswerPollPorts, poll: Poll, nowMs: number): PollAnswer {
  const map = ports.currentMap.loadCurrentMap();
  if (map === null) return { kind: 'no-map' };
  const channel = map.channels.get(`${poll.product}/${poll.channel}`);
  if (channel === undefined) return { kind: 'refused', refusal: 'unknown-product-or-channel' };
  if (!channel.models.has(poll.model)) return { kind: 'refused', refusal: 'unknown-model' };

  const installed = channel.buildsByName.get(poll.build) ?? null;
  const version = installed?.version ?? readVersion(poll.build);
  if (version === null) return { kind: 'refused', refusal: 'unparsable-version' };

  const { model, bucket, region, locale } = poll;
  const pass = poll.pass === null ? noPass : ports.passSigner.checkPass(poll.pass, poll.product, nowMs);
  const passCohorts = pass.ok ? pass.cohorts : [];
  return {
    kind: 'answered',
    decision: decideOffer(channel, { model, version, region, locale, passCohorts, bucket, installed }),
    pace: derivePace(channel.source.pollS, bucket),
    passProblem: pass.ok ? null : pass.refusal,
    trust: map.trust,
  };
}
