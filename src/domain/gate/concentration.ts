// Tells harm of a few models from harm of all: whether the events fell on those few by more than chance and choice explain.
import { ln } from '../logarithm.ts';
import type { ModelEvidence, RatioSums, ShareSums } from './evidence.ts';
import { deriveWorstFalls, fellOf } from './fell-silent.ts';
import { placeAtMost, ratioGrid } from './grid.ts';
import { guardsOf, lostIn, ratiosOf, sharesOf } from './judge.ts';
import type { RatioRule, ShareRule, SignalRule } from './policy.ts';

/** ln of the likelihood of counts, up to a constant that is the same for all of them: of a healthy build, and of the best-fitting harm. */
type Story = { readonly healthy: number; readonly harmed: number };

/**
 * Log-likelihood of "only the suspects are harmed" over "all are harmed alike", less the logarithm of the ways to choose as
 * many suspects: of a dozen events on ten models the worst two always look guilty. Asked after an alarm, so not in its α;
 * to take a fault of all for one of some lets every other model run on into it.
 */
export function isConcentrated(
  rule: SignalRule,
  suspects: readonly ModelEvidence[],
  others: readonly ModelEvidence[],
): boolean {
  const [few, rest, all] = tellStories(rule, suspects, others);
  const gain = few.harmed + rest.healthy - all.harmed;
  return gain > deriveLogWays(suspects.length + others.length, suspects.length);
}

function tellStories(
  rule: SignalRule,
  suspects: readonly ModelEvidence[],
  others: readonly ModelEvidence[],
): [Story, Story, Story] {
  if (rule.test === 'share') {
    const tell = (models: readonly ModelEvidence[]) => {
      const lost = lostIn(rule, models);
      return tellShare(
        lost ?? sharesOf(rule.signal, models),
        lost === null ? rule.limit : (rule.lasting ?? rule.limit),
      );
    };
    return [tell(suspects), tell(others), tell([...suspects, ...others])];
  }
  const fallen = rule.signal === 'silence' ? deriveFallen(rule, suspects) : null;
  const few = fallen === null ? partsOf(rule, suspects, suspects.length === 1) : ratiosOf(fallen, suspects);
  const rest = fallen === null ? partsOf(rule, others, false) : ratiosOf(fallen, others);
  return [tellRatio(few), tellRatio(rest), tellRatio([...few, ...rest])];
}

/** What is less likely to be chance than one in twenty. */
const tellingLogE = ln(20);

/** Name of the sums of those who fell silent later, where these are what tells against the suspects. */
function deriveFallen(rule: RatioRule, suspects: readonly ModelEvidence[]): string | null {
  const worst = deriveWorstFalls(rule, partsOf(rule, suspects, suspects.length === 1), suspects);
  return worst === null || worst.harm < tellingLogE ? null : fellOf(worst.sinceH);
}

/** First crashes where there are any: one loud device names no model. */
function partsOf({ signal }: SignalRule, models: readonly ModelEvidence[], isSingle: boolean): readonly RatioSums[] {
  const firsts = guardsOf(signal, models, isSingle);
  return firsts.length > 0 ? firsts : ratiosOf(signal, models, isSingle);
}

const onePlace = placeAtMost(1);

function tellRatio(parts: readonly RatioSums[]): Story {
  const at = (place: number) => parts.reduce((sum, { nats }) => sum + (nats[place] ?? 0), 0);
  const harms = ratioGrid.flatMap((_, place) => (place >= onePlace ? [at(place)] : []));
  return { healthy: at(onePlace), harmed: Math.max(...harms) };
}

function tellShare({ events, started }: ShareSums, limit: ShareRule['limit']): Story {
  const at = (share: number) => events * ln(share) + (started - events) * ln(1 - share);
  const most = Math.max(limit, Math.min(0.999, events / Math.max(1, started)));
  return { healthy: Math.max(at(limit / 2), at(limit)), harmed: at(most) };
}

/** ln of the number of ways to choose `few` of `many`. */
function deriveLogWays(many: number, few: number): number {
  let log = 0;
  for (let each = 1; each <= few; each++) log += ln((many - few + each) / each);
  return log;
}
