// Decides whether a stage that holds lets in more devices than it planned: only where more devices would settle it.
import type { Judged, Term } from './judge.ts';
import type { SignalReading } from './reading.ts';
import type { Reason } from './reason.ts';
import type { Question } from './verdict.ts';

/** Tranches that let in what a stage lacks at once, six hours apart: time enough to install and to confirm. */
const quickTranches = 3;
const quickTrancheS = 6 * 3600;

type Held = {
  readonly doubts: readonly Reason[];
  readonly judged: Judged;
  readonly signals: readonly SignalReading[];
  /** Time since the bake was over, in seconds. */
  readonly overS: number;
};

/**
 * Nothing but proof is lacking, and nothing of all models together leans to harm (gates.md 5, point 5). Where what is
 * lacking is counted in devices that have all told, time settles nothing: then devices are let in at once.
 */
export function isTrancheDue(
  { policy, stage, evidence }: Pick<Question, 'policy' | 'stage' | 'evidence'>,
  { doubts, judged, signals, overS }: Held,
): boolean {
  if (doubts.some(({ code }) => code !== 'not-shown-safe')) return false;
  const accepted = evidence?.models.reduce((sum, model) => sum + model.accepted, 0) ?? 0;
  const isTold = ({ unit, exposure }: SignalReading) => unit === 'devices' && exposure >= policy.minDueShare * accepted;
  const leans = new Set(judged.pooled.filter(leansToHarm).map(({ signal }) => signal));
  const unproven = signals.filter(({ model, standing }) => model === null && standing === 'unproven');
  // Crashes are shown by time; to hurry there doubled the devices that a 1.5-fold crash rate met.
  if (!unproven.some(({ signal }) => signal === 'crash-rate') && overS >= policy.trancheAfterS) {
    return stage.tranches === 0 && !judged.pooled.some(leansToHarm);
  }
  const isHarmless = !leans.has('crash-rate') && !leans.has('late-crash') && !leans.has('boot');
  return (
    unproven.some(isTold) && isHarmless && stage.tranches < quickTranches && overS >= stage.tranches * quickTrancheS
  );
}

const leansToHarm = ({ logE }: Term): boolean => logE > 0;
