// Decides whom an alarm concerns: some models, which are quarantined while the others go on, or all of them.
import { ln } from '../logarithm.ts';
import { borrowedOf } from './borrow.ts';
import type { Budget } from './budget.ts';
import { isConcentrated } from './concentration.ts';
import type { ModelEvidence } from './evidence.ts';
import { type Judged, judgeHarm, sumsNameOf } from './judge.ts';
import type { GatePolicy } from './policy.ts';

/** More than a quarter of all models is no accident of single models. */
const mostQuarantined = 0.25;
/** Others can only be cleared by their own evidence: this share of all of it at least. */
const leastHeard = 0.1;

/**
 * The fewest models whose absence leaves nothing that leans to harm, each with evidence against itself, and whose harm alone
 * tells the counts better than harm of all; null when there are no such models, and the alarm concerns all. The alarm itself
 * is what α bounds; whom it concerns is free to choose.
 */
export function blameModels(
  models: readonly ModelEvidence[],
  { policy, budget, judged }: { policy: GatePolicy; budget: Budget; judged: Judged },
): readonly string[] | null {
  // Models that are out already count: one after another they would add up to all.
  const out = budget.modelCount - models.length;
  const most = Math.max(1, Math.floor(mostQuarantined * budget.modelCount)) - out;
  const worst = deriveWorst(judged, policy);
  const signal = judged.largest?.signal ?? '';
  const rule = policy.signals.find((each) => each.signal === signal);
  const blamed: string[] = [];
  for (const model of worst) {
    if (blamed.length >= most || blamed.length + 1 >= models.length) return null;
    blamed.push(model);
    const others = models.filter((each) => !blamed.includes(each.model));
    const isHeard = exposureOf(signal, others) >= leastHeard * exposureOf(signal, models);
    const suspects = models.filter((each) => blamed.includes(each.model));
    const isTheirs = isHeard && rule !== undefined && isConcentrated(rule, suspects, others);
    if (isTheirs && isCalm(judgeHarm(others, policy, budget), policy)) return blamed;
  }
  return null;
}

/** How much was heard of a signal: uptime, or devices. */
function exposureOf(signal: string, models: readonly ModelEvidence[]): number {
  return models.reduce((sum, { ratios, shares }) => {
    return (
      sum +
      (ratios[sumsNameOf(signal)]?.exposure ?? 0) +
      (ratios[borrowedOf(signal)]?.exposure ?? 0) +
      (shares[signal]?.started ?? 0)
    );
  }, 0);
}

/** Models with an e-value of at least 1/β against them, the worst first. */
function deriveWorst({ single }: Judged, { beta }: GatePolicy): string[] {
  const byModel = new Map<string, number>();
  for (const { model, logE } of single) {
    if (model !== null) byModel.set(model, Math.max(logE, byModel.get(model) ?? Number.NEGATIVE_INFINITY));
  }
  return [...byModel]
    .filter(([, logE]) => logE >= -ln(beta))
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([model]) => model);
}

/** Nothing that is left comes near its line, and no signal of all models together leans to harm. */
function isCalm({ logE, pooled }: Judged, { alpha, beta }: GatePolicy): boolean {
  return logE < -ln(alpha) && pooled.every((term) => term.logE < -ln(beta));
}
