// What the page says of the gate: its word, why, what follows, and every signal with its counts and evidence.
import type { Interval } from '../../domain/gate/band.ts';
import type { Signal } from '../../domain/gate/policy.ts';
import type { Score, SignalReading, Standing } from '../../domain/gate/reading.ts';
import { deriveEstimateWords, deriveSeenWords } from '../../domain/gate/reason.ts';
import type { Verdict } from '../../domain/gate/verdict.ts';
import { deriveCountWords, deriveListWords, derivePercentWords, deriveScoreWords } from '../../domain/gate/wording.ts';
import type { GateAction } from '../../domain/rollout/gate-action.ts';
import { isOpen, isWatched, type Rollout } from '../../domain/rollout/rollout.ts';
import type { Tone } from '../parts.tsx';
import { printableLine } from '../printable.ts';
import { instantOf } from '../when.tsx';
import { type MetricModel, metricModel } from './metric-model.ts';
import { type EvidenceScale, evidenceScale, intervalScale } from './scale.ts';
import type { StandingModel } from './standing.tsx';

/** An e-value against its line: `words` is "3.2 of 286". */
export type EvidenceModel = EvidenceScale & { readonly words: string };

export type SignalModel = StandingModel & {
  /** Null for all models together. */
  readonly model: string | null;
  readonly sentence: string;
  readonly harm: EvidenceModel;
  /** Only where the stage asks for evidence of safety. */
  readonly safe: EvidenceModel | null;
  readonly events: string;
  readonly exposure: string;
  readonly control: string | null;
  readonly needs: string;
};

export type GateModel = {
  readonly kind: Verdict['kind'];
  readonly word: string;
  readonly tone: Tone;
  readonly reasons: readonly string[];
  /** What follows, or what it waits for. */
  readonly follows: string;
  readonly harm: EvidenceModel | null;
  readonly signals: readonly SignalModel[];
  /** The most telling first. */
  readonly byModel: readonly SignalModel[];
  /** How many of `byModel` are not shown. */
  readonly hidden: number;
  /** Empty where no device measures itself. */
  readonly metrics: readonly MetricModel[];
};

/** Fifty models with three signals each would be a page of their own; what matters stands first. */
const maxModelRows = 30;

const verdictWords: Readonly<Record<Verdict['kind'], { word: string; tone: Tone }>> = {
  bake: { word: 'Bakes', tone: 'cool' },
  advance: { word: 'Lets pass', tone: 'good' },
  hold: { word: 'Holds', tone: 'warn' },
  quarantine: { word: 'Quarantines', tone: 'bad' },
  halt: { word: 'Halts', tone: 'bad' },
};

const standingWords: Readonly<Record<Standing, { word: string; tone: Tone }>> = {
  harm: { word: 'Harm', tone: 'bad' },
  against: { word: 'Stands against it', tone: 'bad' },
  missing: { word: 'Nothing to judge by', tone: 'warn' },
  unproven: { word: 'Not shown safe yet', tone: 'warn' },
  clear: { word: 'Clear', tone: 'good' },
};

/** Where the stage asks for no proof, no counts stand against the build either; green would say more than that. */
const unseen = { word: 'Nothing seen yet', tone: 'plain' } as const;

const signalNames: Readonly<Record<Signal, string>> = {
  'crash-rate': 'Crash rate',
  'failed-installs': 'Failed installs',
  silence: 'Silent devices',
  boot: 'Boots not confirmed',
  'late-crash': 'Crash rate a day after the install',
};

export type GateParts = {
  readonly rollout: Rollout;
  readonly verdict: Verdict;
  readonly action: GateAction;
  readonly nowMs: number;
};

const watched = { word: 'Watching', tone: 'plain' } as const;

export function gateModel({ rollout, verdict, action, nowMs }: GateParts): GateModel {
  const asksSafety = rollout.stages[rollout.stageIndex]?.gates.evidence === 'safety';
  const isWatching = action.kind === 'wait' && action.wait === 'watch';
  const isRuling = isOpen(rollout) || (isWatched(rollout, nowMs) && !isWatching);
  const shown = (reading: SignalReading) => signalModel(reading, asksSafety);
  const single = verdict.signals.filter(({ model }) => model !== null).sort((a, b) => urgencyOf(b) - urgencyOf(a));
  return {
    kind: verdict.kind,
    ...(isRuling ? verdictWords[verdict.kind] : isWatching ? watched : { word: 'Over', tone: 'plain' }),
    reasons: isRuling ? verdict.reasons.map(({ sentence }) => printableLine(sentence, 1000)) : [],
    follows: followsOf(rollout, action, nowMs),
    harm: verdict.harm === null ? null : evidenceModel(verdict.harm),
    signals: verdict.signals.filter(({ model }) => model === null).map(shown),
    byModel: single.slice(0, maxModelRows).map(shown),
    hidden: Math.max(0, single.length - maxModelRows),
    metrics: metricModels(verdict),
  };
}

/** Of single models what is worse first. */
function metricModels({ metrics = [] }: Verdict): MetricModel[] {
  const single = metrics.filter(({ model }) => model !== null);
  const worst = single.sort((a, b) => Number(b.standing === 'worse') - Number(a.standing === 'worse'));
  return [...metrics.filter(({ model }) => model === null), ...worst.slice(0, maxModelRows)].map(metricModel);
}

/** What does not let pass first, then by how near the evidence is to its line. */
const urgencyOf = ({ standing, harm }: SignalReading): number =>
  (standing === 'harm' || standing === 'against' ? 2 : 0) + evidenceScale(harm).fill;

function followsOf(rollout: Rollout, action: GateAction, nowMs: number): string {
  const next = printableLine(rollout.stages[rollout.stageIndex + 1]?.name ?? '');
  if (!isOpen(rollout) && !isWatched(rollout, nowMs)) return 'The rollout is over: nothing follows from these counts.';
  if (action.kind === 'move') {
    if (action.verb === 'halt') return 'The next tick halts the rollout.';
    if (action.verb === 'extend') return 'The next tick lets in one more tranche of devices.';
    if (action.verb === 'quarantine')
      return `The next tick takes ${printableLine(deriveListWords(action.models))} out; other models go on.`;
    return action.verb === 'complete' ? 'The next tick completes the rollout.' : `The next tick goes on to ${next}.`;
  }
  switch (action.wait) {
    case 'override':
      return 'The gate does nothing: a person has taken its place.';
    case 'bake':
      return 'It waits for the stage to bake.';
    case 'hold':
      return 'It waits until nothing stands against it.';
    case 'approval':
      return `It waits for a person to promote it to ${next}.`;
    case 'ceiling': {
      const opens = instantOf(rollout.stages[rollout.stageIndex + 1]?.notBeforeMs ?? null, nowMs);
      return opens === null || opens.ago.endsWith('ago')
        ? 'The signed ceiling has expired: nothing moves until another is signed.'
        : `It waits for the signed ceiling, which opens ${next} ${opens.ago}.`;
    }
    case 'watch':
      return 'Everybody was offered the build; only harm that begins late is looked for.';
    case 'paused':
      return `Nothing moves while the rollout is ${rollout.state}; evidence is still counted.`;
  }
}

function signalModel(reading: SignalReading, asksSafety: boolean): SignalModel {
  const { signal, model, standing, harm, safe, events, exposure, unit, control, needs } = reading;
  const isRatio = control !== null;
  return {
    name: signalNames[signal],
    model: model === null ? null : printableLine(model),
    standing: exposure === 0 && standing === 'clear' ? unseen : standingWords[standing],
    sentence: printableLine(deriveSeenWords(reading), 1000),
    estimate: deriveEstimateWords(reading),
    interval: reading.interval === null ? null : intervalWords(reading.interval, isRatio),
    scale: intervalScale(reading),
    tolerance: isRatio ? `${reading.tolerance.toFixed(1)} times control` : derivePercentWords(reading.tolerance),
    harm: evidenceModel(harm),
    safe: asksSafety ? evidenceModel(safe) : null,
    events: deriveCountWords(events),
    exposure: `${deriveCountWords(exposure)} ${unit}`,
    control: control === null ? null : `${deriveCountWords(control.events)} in ${deriveCountWords(control.exposure)}`,
    needs: printableLine(needs),
  };
}

const evidenceModel = (score: Score): EvidenceModel => ({
  ...evidenceScale(score),
  words: `${deriveScoreWords(score.e)} of ${deriveCountWords(score.line)}`,
});

function intervalWords({ low, high }: Interval, isRatio: boolean): string {
  if (!isRatio) return `${derivePercentWords(low)} to ${derivePercentWords(high ?? 1)}`;
  return high === null
    ? `${low.toFixed(1)} times control or more`
    : `${low.toFixed(1)} to ${high.toFixed(1)} times control`;
}
