// Counts outcomes by policy and kind of build, as tables and plots show them.
import type { Outcome } from './outcome.ts';

export type KindTally = {
  readonly kind: string;
  readonly isGood: boolean;
  readonly builds: number;
  readonly halted: number;
  readonly held: number;
  /** Stopped before everybody was offered the build: halted, held, or every hurt model quarantined. */
  readonly stopped: number;
  /** Builds that do harm on some models only: those quarantined exactly, the others promoted. */
  readonly exact: number;
  /** Devices exposed, over builds: those of hurt models, where only some are hurt; attempts, where installs fail. */
  readonly exposed: readonly number[];
  /** Hours to the stop, over stopped builds; to everybody, over promoted ones. */
  readonly stopHours: readonly number[];
  readonly fullHours: readonly number[];
};

export function tallyKinds(outcomes: readonly Outcome[]): KindTally[] {
  const kinds = new Map<string, Outcome[]>();
  for (const outcome of outcomes) kinds.set(outcome.kind, [...(kinds.get(outcome.kind) ?? []), outcome]);
  return [...kinds].map(([kind, all]) => tallyKind(kind, all));
}

function tallyKind(kind: string, all: readonly Outcome[]): KindTally {
  const stopped = all.filter(isStopped);
  return {
    kind,
    isGood: all[0]?.isGood === true,
    builds: all.length,
    halted: all.filter(({ verdict, quarantined }) => verdict === 'halted' || quarantined.length > 0).length,
    held: all.filter(({ verdict, quarantined }) => verdict === 'held' && quarantined.length === 0).length,
    stopped: stopped.length,
    exact: all.filter(isExact).length,
    exposed: all.map(exposedOf).sort((a, b) => a - b),
    stopHours: stopped.map(stopHourOf).sort((a, b) => a - b),
    fullHours: all.flatMap(({ fullAtHour }) => (fullAtHour === null ? [] : [fullAtHour])).sort((a, b) => a - b),
  };
}

export function isStopped(outcome: Outcome): boolean {
  const { verdict, fullAtHour, models } = outcome;
  if (fullAtHour === null && (verdict === 'halted' || verdict === 'held')) return true;
  const hurt = models.filter(({ isHurt }) => isHurt);
  return (
    hurt.length > 0 &&
    hurt.every(({ quarantinedAtHour: at }) => at !== null && (fullAtHour === null || at <= fullAtHour))
  );
}

/** Exactly the hurt models are quarantined, and the others go on. */
export function isExact({ verdict, models }: Outcome): boolean {
  return (
    verdict === 'promoted' && models.every(({ isHurt, quarantinedAtHour }) => isHurt === (quarantinedAtHour !== null))
  );
}

/** Failing installs leave a device on its old build, so who tried counts; a device that ran a bad build counts else. */
export function exposedOf({ models, kind, isGood }: Outcome): number {
  const hurt = isGood ? models : models.filter(({ isHurt }) => isHurt);
  const field = kind.includes('install') ? 'attempted' : 'exposed';
  return hurt.reduce((sum, model) => sum + model[field], 0);
}

function stopHourOf({ hours, models, verdict }: Outcome): number {
  if (verdict === 'halted' || verdict === 'held') return hours;
  return Math.max(...models.flatMap(({ isHurt, quarantinedAtHour: at }) => (isHurt && at !== null ? [at] : [])));
}

/** The value below which this share of sorted values lies (the lower of two in the middle); NaN of none. */
export function quantileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * (sorted.length - 1)))] ?? Number.NaN;
}
