// The reasons of a verdict, each with a closed code for machines and a sentence for people.
import type { Problem } from '../result.ts';
import type { StageTally } from './evidence.ts';
import type { GatePolicy, Signal } from './policy.ts';
import type { Score, SignalReading } from './reading.ts';
import {
  deriveCountWords,
  deriveDurationWords,
  deriveListWords,
  derivePercentWords,
  deriveScoreWords,
} from './wording.ts';

const reasonCodes = [
  'harm',
  'harm-on-model',
  'stands-against',
  'not-shown-safe',
  'no-exposure',
  'no-control',
  'none-due',
  'no-evidence',
  'stale-evidence',
  'unreadable-evidence',
  'too-few-reported',
  'too-few-of-model',
  'too-few-due',
  'new-signature',
  'bug-reports',
  'metric-worse',
  'drift',
  'asks-person',
  'bake-time',
  'unusable-policy',
  'clear',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export type Reason = {
  readonly code: ReasonCode;
  /** `null` where the reason is not about one signal; then `model` is `null` too. */
  readonly signal: Signal | null;
  /** `null` for all models together. */
  readonly model: string | null;
  readonly sentence: string;
};

/** The largest term of the evidence that halts. */
export function deriveHarmReason(reading: SignalReading, harm: Score): Reason {
  const sentence = `${deriveSeenWords(reading)} ${deriveChanceWords(harm)}`;
  return { code: 'harm', signal: reading.signal, model: reading.model, sentence };
}

export function deriveBlameReason(reading: SignalReading, models: readonly string[], harm: Score): Reason {
  const who = deriveListWords(models);
  const sentence = `${deriveSeenWords(reading)} ${deriveChanceWords(harm)} Without ${who} nothing leans to harm, so ${who} alone ${models.length === 1 ? 'is' : 'are'} quarantined.`;
  return { code: 'harm-on-model', signal: reading.signal, model: reading.model, sentence };
}

const deriveChanceWords = (harm: Score): string =>
  `A healthy build shows as much in at most 1 of ${deriveCountWords(harm.e)} rollouts; the line is 1 of ${deriveCountWords(harm.line)}.`;

/** Why a signal does not let pass; nothing when it does. */
export function deriveReadingReasons(reading: SignalReading): Reason[] {
  const { signal, model, standing, missing, harm, safe, tolerance, control, needs } = reading;
  const about = (code: ReasonCode, sentence: string): Reason[] => [{ code, signal, model, sentence }];
  const limit = control === null ? derivePercentWords(tolerance) : `${deriveRatioWords(tolerance)} times control`;
  switch (standing) {
    case 'clear':
      return [];
    case 'missing':
      return about(missing ?? 'none-due', `${deriveNameWords(signal, model)} cannot be judged. ${needs}`);
    case 'unproven':
      return about(
        'not-shown-safe',
        `${deriveNameWords(signal, model)} is not shown to be under ${limit} yet (evidence ${deriveScoreWords(safe.e)} of ${deriveCountWords(safe.line)}). ${needs}`,
      );
    case 'harm':
    case 'against':
      return about(
        'stands-against',
        `${deriveSeenWords(reading)} This stage tolerates ${limit}; evidence of harm ${deriveScoreWords(harm.e)}, halts alone at ${deriveCountWords(harm.line)}. ${needs}`,
      );
  }
}

export function deriveVoidReason(): Reason {
  return plain('no-evidence', 'No device of this stage has accepted the build yet: there is nothing to judge.');
}

export function deriveStaleReason(agoS: number | null): Reason {
  if (agoS === null) return plain('stale-evidence', 'It is not known until when devices have been heard.');
  return plain(
    'stale-evidence',
    `What devices said in the last ${deriveDurationWords(agoS)} is not counted yet, so the stage does not advance.`,
  );
}

export function deriveUnreadableReason(rows: number): Reason {
  return plain(
    'unreadable-evidence',
    `${deriveCountWords(rows)} ${rows === 1 ? 'row' : 'rows'} of the evidence cannot be true (negative, not a number, a model that is not in the build's list, or more than the whole), so the stage does not advance.`,
  );
}

export function deriveReportedReason({ reported }: StageTally, { minDevices }: GatePolicy): Reason {
  const more = Math.ceil(minDevices - reported);
  return plain(
    'too-few-reported',
    `${deriveCountWords(reported)} devices of this stage have reported, ${deriveCountWords(minDevices)} are needed: about ${deriveCountWords(more)} more devices.`,
  );
}

export function deriveModelReason(model: string, due: number, { minDevicesPerModel }: GatePolicy): Reason {
  const sentence = `${deriveCountWords(due)} devices of ${model} have reported, ${deriveCountWords(minDevicesPerModel)} are needed: about ${deriveCountWords(Math.ceil(minDevicesPerModel - due))} more devices.`;
  return { code: 'too-few-of-model', signal: null, model, sentence };
}

export function deriveDueReason({ accepted, due }: StageTally, { minDueShare }: GatePolicy): Reason {
  const more = Math.ceil(minDueShare * accepted - due);
  return plain(
    'too-few-due',
    `${derivePercentWords(due / accepted)} of the ${deriveCountWords(accepted)} attempts of this stage have finished or run out of time, ${derivePercentWords(minDueShare)} are needed: about ${deriveCountWords(more)} more devices.`,
  );
}

export function deriveBakeReason(leftS: number): Reason {
  if (!Number.isFinite(leftS))
    return plain('bake-time', 'The start or the length of this stage is unknown, so it is not over.');
  return plain('bake-time', `This stage bakes for another ${deriveDurationWords(leftS)}.`);
}

export function deriveAskReason(heldS: number): Reason {
  const sentence = `The stage lasts ${deriveDurationWords(heldS)} and the evidence does not settle it: a person decides.`;
  return plain('asks-person', sentence);
}

export function derivePolicyReason({ where, what, fix }: Problem): Reason {
  return plain('unusable-policy', `The gate of this stage cannot be used: ${where}: ${what}. ${fix}`);
}

export function deriveClearReason({ reported }: StageTally, { evidence }: GatePolicy): Reason {
  const shown =
    evidence === 'safety' ? 'every signal is shown to be under its tolerance' : 'no signal stands against it';
  return plain(
    'clear',
    `Bake time is over, ${deriveCountWords(reported)} devices of this stage have reported, and ${shown}.`,
  );
}

export function plain(code: ReasonCode, sentence: string): Reason {
  return { code, signal: null, model: null, sentence };
}

const names: Readonly<Record<Signal, string>> = {
  'crash-rate': 'Crash rate',
  'failed-installs': 'The share of failed installs',
  silence: 'Silence of devices',
  boot: 'The share of devices that did not confirm their boot',
  'late-crash': 'Crash rate of devices that have had the build for a day',
};

function deriveNameWords(signal: Signal, model: string | null): string {
  return `${names[signal]}${onModel(model)}`;
}

const onModel = (model: string | null): string => (model === null ? '' : ` on ${model}`);

/** What was counted, as a sentence: `Crash rate is 1.1 times control: 12 in 4,300 device-hours against 30 in 12,000.` */
export function deriveSeenWords(reading: SignalReading): string {
  const { signal, model, events, exposure, unit, control } = reading;
  const against =
    control === null ? '' : ` against ${deriveCountWords(control.events)} in ${deriveCountWords(control.exposure)}`;
  // Of silence there are two kinds: after an install, counted in devices, and at any time later.
  const isFall = signal === 'silence' && unit === 'device-hours';
  const name = isFall ? `The rate at which devices fall silent${onModel(model)}` : deriveNameWords(signal, model);
  return `${name} is ${deriveEstimateWords(reading)}: ${deriveCountWords(events)} in ${deriveCountWords(exposure)} ${unit}${against}.`;
}

/** "5.2 times control" or "12 %": an estimate as a person says it. */
export function deriveEstimateWords(reading: Pick<SignalReading, 'estimate' | 'control' | 'events'>): string {
  const { estimate, control, events } = reading;
  if (estimate === null) return events > 0 ? 'above control, which has none' : 'unknown';
  return control === null ? derivePercentWords(estimate) : `${deriveRatioWords(estimate)} times control`;
}

const deriveRatioWords = (ratio: number): string => ratio.toFixed(ratio < 10 ? 1 : 0);
