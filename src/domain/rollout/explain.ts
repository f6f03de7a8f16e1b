// Explains the answer that a device's poll gets: the same decision, with the rule, the place and the stage behind it.

import { deriveDurationWords } from '../gate/wording.ts';
import { deriveStageView, type StageView } from './explain-stage.ts';
import { wordOffer } from './explain-words.ts';
import {
  type Asking,
  type Direction,
  decideOffer,
  type NoOfferReason,
  type ReadyChannel,
  type ReadyRollout,
} from './offer.ts';
import type { Rollout } from './rollout.ts';

/** Why nothing can be decided about a device at all. */
export type AskRefusal = 'unknown-channel' | 'unknown-model' | 'no-build-reported' | 'unparsable-version';

export type ExplainedReason = 'offered' | 'taken-back' | NoOfferReason | AskRefusal;

export type Explanation = {
  readonly decision: 'offer' | 'none';
  readonly direction: Direction | null;
  readonly reason: ExplainedReason;
  readonly sentence: string;
  /** The rollout that the answer is about, and its build; null where there is none. */
  readonly rolloutId: number | null;
  readonly build: { readonly id: string; readonly version: string } | null;
  readonly bucket: number;
  /** The bucket's place in the rollout: it is inside a stage below its permille. */
  readonly place: number | null;
  /** The first stage that holds the device, reached or not; null when none does. */
  readonly stage: StageView | null;
  readonly hints: readonly string[];
};

/** A rollout with all its stages, as it is recorded; null where it cannot be found. */
export type Ladder = Rollout | null;

/** Of the rollout that the decision names, and of the channel's newest. */
export type Ladders = { readonly ladder: Ladder; readonly newest: Ladder; readonly nowMs: number };

/** Calls the poll's own decision, so the two cannot disagree about the same map. */
export function explainOffer(channel: ReadyChannel, asking: Asking, { ladder, newest, nowMs }: Ladders): Explanation {
  const decision = decideOffer(channel, asking);
  const { rollout } = decision;
  const reason = deriveReason(decision);
  const direction = decision.kind === 'offer' ? decision.direction : null;
  if (rollout === null) {
    const sentence = wordOffer({ reason, channel: channel.source.channel, build: '', fallback: null, stage: null });
    return { ...noRollout, decision: decision.kind, direction, reason, sentence, bucket: asking.bucket };
  }
  const { stage, hints } = deriveStageView({ channel, rollout, asking, ladder, nowMs });
  const { buildId: id, version } = rollout.build;
  const fallback = rollout.fallback?.version ?? null;
  return {
    decision: decision.kind,
    direction,
    reason,
    sentence: wordOffer({ reason, channel: channel.source.channel, build: version, fallback, stage }),
    rolloutId: rollout.source.rolloutId,
    build: { id, version },
    bucket: asking.bucket,
    place: rollout.places[asking.bucket] ?? null,
    stage,
    hints: [
      ...(reason === 'not-in-stage' ? hints : []),
      ...explainNewest({ channel, spoken: rollout, asking }, newest, nowMs),
    ],
  };
}

type Spoken = { readonly channel: ReadyChannel; readonly spoken: ReadyRollout; readonly asking: Asking };

/** Where an older rollout speaks for the device, people still ask about the newest. */
function explainNewest({ channel, spoken, asking }: Spoken, ladder: Ladder, nowMs: number): string[] {
  const [newest] = channel.rollouts;
  if (newest === undefined || newest === spoken) return [];
  const alone = explainOffer({ ...channel, rollouts: [newest] }, asking, { ladder, newest: null, nowMs });
  const whenMs = alone.stage?.whenMs ?? null;
  const when = whenMs === null ? '' : ` At the earliest in ${deriveDurationWords((whenMs - nowMs) / 1000)}.`;
  return [`The newest rollout is another one, of ${newest.build.version}. ${alone.sentence}${when}`, ...alone.hints];
}

function deriveReason(decision: ReturnType<typeof decideOffer<ReadyRollout>>): ExplainedReason {
  if (decision.kind === 'none') return decision.reason;
  return decision.direction === 'forward' ? 'offered' : 'taken-back';
}

const noRollout = { rolloutId: null, build: null, place: null, stage: null, hints: [] } as const;

/** For a device whose poll is refused before anything is decided. */
export function explainRefusal(reason: AskRefusal, bucket: number): Explanation {
  const sentence = {
    'unknown-channel': 'Its channel is not in the published release map.',
    'unknown-model': 'Its model is not in the published release map.',
    'no-build-reported': 'It has not said yet which build it runs.',
    'unparsable-version':
      'The build it runs is neither published nor a semantic version, so nothing can be compared with it.',
  }[reason];
  return { ...noRollout, decision: 'none', direction: null, reason, sentence, bucket };
}
