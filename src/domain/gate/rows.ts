// Reads the counts that a database holds into evidence; rows that cannot be true count for nothing, and are counted.
import { addWindow, type ModelPrior, type OfModel } from './borrow.ts';
import { type AttemptWindow, apart, deriveApart } from './burst.ts';
import type { SideEvidence, StageEvidence, StageTally } from './evidence.ts';
import { addFalls, type FallWindow } from './fell-silent.ts';
import { roundExposure } from './grid.ts';
import { type LateHours, lateFirstOf, lateOf } from './late.ts';
import { addShare, type Cell, type Ledger, startLedger } from './ledger.ts';
import { firstCrash, lostOf, quiet, thenOf } from './policy.ts';
import { isCount, isTrueAttempt, isTrueAttempts, isTrueFall, isTrueSilence, isTrueWindow } from './true-rows.ts';

/**
 * Attempts of one model to install the build, in whole devices, since the rollout began or since a person overrode a halt.
 * Several rows of one model (one a cohort, say) are added up.
 */
export type InstallCounts = {
  readonly model: string;
  /** Devices that accepted the build. */
  readonly accepted: number;
  /** Of the accepted: the attempt finished, or its deadline is over. */
  readonly due: number;
  /** Of the accepted: the install failed, or the device came back on its old build. Told at any moment of the attempt. */
  readonly failed: number;
  /** Of the accepted: booted the build and said so. */
  readonly confirmed: number;
  /** Of those that said they restart at once: their hour is over. */
  readonly bootsDue: number;
  /** Of those: not one word from the build within the hour nor since, and no failure told. */
  readonly bootsMissed: number;
  /** Left out where nobody counts who comes back. */
  readonly away?: AwayCounts;
};

/** Who stays away and who comes back, in whole devices. What is said late takes a device out of the second of each pair. */
export type AwayCounts = {
  /** Said a day ago that they restart at once; and of those, not one word from the build until now. */
  readonly bootsDayOver: number;
  readonly bootsLost: number;
  /** Attempts that did not fail and whose day is over; and of those, devices without a word since their last step. */
  readonly dayOver: number;
  readonly quiet: number;
  /** The same after three days. */
  readonly threeDaysOver: number;
  readonly gone: number;
  /** Missed, lost and gone when their time was over, heard since or not; nothing is learned where nobody counts it. */
  readonly atDeadline?: Readonly<Record<'bootsMissed' | 'bootsLost' | 'gone', number>>;
};

/**
 * Crashes of one model in one hour of the service's clock: devices on the build, and devices not yet offered it.
 * At most one crash a device and hour. Exposure is uptime in seconds that came in the same check-ins as the crashes,
 * multiplied by offsets known from history where there are any. Rows of one model and hour are added up.
 */
export type CrashWindow = {
  readonly model: string;
  readonly hourMs: number;
  readonly newExposureS: number;
  readonly newCrashes: number;
  readonly controlExposureS: number;
  readonly controlCrashes: number;
  /** The part of devices that had not crashed before in their arm, and their first crashes. */
  readonly newFreeS: number;
  readonly newFirst: number;
  readonly controlFreeS: number;
  readonly controlFirst: number;
  /** Of the new arm, by age of the install; left out where nobody counts it. */
  readonly late?: readonly LateCounts[];
};

/** The part of a window that is of devices which installed the build at least so many hours ago. */
export type LateCounts = {
  readonly sinceH: LateHours;
  readonly exposureS: number;
  readonly crashes: number;
  readonly freeS: number;
  readonly first: number;
};

/**
 * Silence of both arms, by the hour in which devices were indexed: at the start of an install, and (control) at one check-in
 * a day. Whole devices whose day is over.
 */
export type SilenceWindow = {
  readonly model: string;
  readonly hourMs: number;
  readonly newDue: number;
  readonly newSilent: number;
  readonly controlDue: number;
  readonly controlSilent: number;
};

export type StageRows = {
  /** Every model of the build's signed list. */
  readonly models: readonly string[];
  readonly stage: StageTally;
  readonly installs: readonly InstallCounts[];
  readonly windows: readonly CrashWindow[];
  readonly silences: readonly SilenceWindow[];
  /** Who falls silent on the build and who of control does; left out where nobody counts them. */
  readonly falls?: readonly FallWindow[];
  /** The attempts of `installs` by the hour in which they began; left out where nobody counts them so. */
  readonly attempts?: readonly AttemptWindow[];
  /** Of models as they were before the rollout; without one, a model without control cannot be compared. */
  readonly priors?: readonly ModelPrior[];
  readonly reachedMs: number | null;
  readonly side: SideEvidence | null;
};

/**
 * A crash brings at least a minute of uptime: a device that loops before its first counter reports none,
 * and a crash without exposure could not be weighed at all.
 */
const exposurePerCrashS = 60;

/** Total: negative, fractional and non-finite counts are left out and counted as unreadable. Any order gives the same sums. */
export function deriveEvidence(rows: StageRows): StageEvidence {
  const ledger = startLedger(rows.models);
  const byName = new Map(ledger.models.map((model) => [model.model, model]));
  const enter = <R extends { model: string }>(
    all: readonly R[],
    isTrue: (row: R) => boolean,
    add: (to: Ledger['models'][number], row: R) => void,
  ) => {
    for (const row of all) {
      const model = byName.get(row.model);
      if (model === undefined || !isTrue(row)) ledger.unreadable += 1;
      else add(model, row);
    }
  };
  enter(rows.installs, isTrueAttempts, addAttempts);
  const windows = new Map<string, Placed>();
  enter(rows.windows, isTrueWindow, (to, row) => {
    const { hourMs } = row;
    place(windows, { to, signal: 'crash-rate', hourMs, cell: cellOfCrashes(row) });
    place(windows, { to, signal: firstCrash, hourMs, cell: cellOfFirst(row) });
    for (const late of row.late ?? []) {
      place(windows, { to, signal: lateOf(late.sinceH), hourMs, cell: cellOfCrashes(bend(row, late)) });
      place(windows, { to, signal: lateFirstOf(late.sinceH), hourMs, cell: cellOfFirst(bend(row, late)) });
    }
  });
  enter(rows.silences, isTrueSilence, (to, row) => {
    place(windows, { to, signal: 'silence', hourMs: row.hourMs, cell: cellOfSilence(row) });
  });
  addWindows(ledger, windows, rows.priors ?? []);
  const falls: FallWindow[] = [];
  enter(rows.falls ?? [], isTrueFall, (_, row) => falls.push(row));
  if (rows.falls !== undefined) addFalls(ledger, falls);
  addApart(ledger, rows);
  if (isTrueTally(rows.stage, ledger)) ledger.stage = rows.stage;
  else ledger.unreadable += 1;
  ledger.reachedMs = rows.reachedMs;
  ledger.side = rows.side;
  return ledger;
}

/** Said even while nobody has tried: from the start on it is known what an outage looks like. */
function addApart(ledger: Ledger, { attempts }: StageRows): void {
  if (attempts === undefined) return;
  const isTrue = (row: AttemptWindow) => isTrueAttempt(row) && ledger.models.some(({ model }) => model === row.model);
  ledger.unreadable += attempts.filter((row) => !isTrue(row)).length;
  const sums = deriveApart(attempts.filter(isTrue));
  for (const to of ledger.models) addShare(to, apart, sums.get(to.model) ?? { events: 0, started: 0, matured: 0 });
}

type Placed = {
  readonly to: Ledger['models'][number];
  readonly signal: string;
  readonly hourMs: number;
  readonly cell: Cell;
};

/** Hour by hour, because a model without control is compared with the others in the same hour. */
function addWindows(ledger: Ledger, windows: ReadonlyMap<string, Placed>, priors: readonly ModelPrior[]): void {
  const hours = new Map<string, { signal: string; all: OfModel[] }>();
  for (const { to, signal, hourMs, cell } of windows.values()) {
    const name = `${signal} ${hourMs}`;
    const hour = hours.get(name) ?? { signal, all: [] };
    hours.set(name, hour);
    hour.all.push({ model: to.model, cell });
  }
  for (const { signal, all } of hours.values()) addWindow(ledger, signal, all, priors);
}

/** Rows of one model and hour are one window, however many they come as. */
function place(windows: Map<string, Placed>, placed: Placed): void {
  const { to, signal, hourMs, cell } = placed;
  const name = `${signal} ${hourMs} ${to.model}`;
  const was = windows.get(name)?.cell;
  if (was === undefined) {
    windows.set(name, placed);
    return;
  }
  const joined = {
    events: was.events + cell.events,
    exposure: was.exposure + cell.exposure,
    controlEvents: was.controlEvents + cell.controlEvents,
    controlExposure: was.controlExposure + cell.controlExposure,
  };
  windows.set(name, { ...placed, cell: joined });
}

function addAttempts(to: Ledger['models'][number], row: InstallCounts): void {
  to.accepted += row.accepted;
  to.due += row.due;
  addShare(to, 'failed-installs', { events: row.failed, started: row.accepted, matured: row.due });
  const add = (name: string, events: number, over: number) =>
    addShare(to, name, { events, started: over, matured: over });
  if (row.bootsDue > 0) add('boot', row.bootsMissed, row.bootsDue);
  if (row.away === undefined) return;
  // Said even where it is nobody yet: it is counted, and so the first hour alone is no harm.
  add(lostOf('boot'), row.away.bootsLost, row.away.bootsDayOver);
  add(quiet, row.away.quiet, row.away.dayOver);
  add(lostOf('silence'), row.away.gone, row.away.threeDaysOver);
  const { atDeadline, bootsDayOver, threeDaysOver } = row.away;
  if (atDeadline === undefined) return;
  add(thenOf('boot'), atDeadline.bootsMissed, row.bootsDue);
  add(thenOf(lostOf('boot')), atDeadline.bootsLost, bootsDayOver);
  add(thenOf(lostOf('silence')), atDeadline.gone, threeDaysOver);
}

const cellOfCrashes = (row: CrashWindow): Cell => ({
  events: row.newCrashes,
  exposure: liftExposure(row.newExposureS, row.newCrashes),
  controlEvents: row.controlCrashes,
  controlExposure: liftExposure(row.controlExposureS, row.controlCrashes),
});

/** The same window, control and all, with devices of an age in the place of all on the build. */
const bend = (row: CrashWindow, late: LateCounts): CrashWindow => ({
  ...row,
  newExposureS: late.exposureS,
  newCrashes: late.crashes,
  newFreeS: late.freeS,
  newFirst: late.first,
});

/** Rounded before rows are joined, so that their order leaves no trace. */
const liftExposure = (exposureS: number, crashes: number): number =>
  roundExposure(Math.max(exposureS, exposurePerCrashS * crashes));

const cellOfFirst = (row: CrashWindow): Cell => ({
  events: row.newFirst,
  exposure: liftExposure(row.newFreeS, row.newFirst),
  controlEvents: row.controlFirst,
  controlExposure: liftExposure(row.controlFreeS, row.controlFirst),
});

const cellOfSilence = (row: SilenceWindow): Cell => ({
  events: row.newSilent,
  exposure: row.newDue,
  controlEvents: row.controlSilent,
  controlExposure: row.controlDue,
});

/** A tally that claims more than the rows hold means that rows were lost on the way. */
function isTrueTally(tally: StageTally, { models }: Ledger): boolean {
  if (![tally.accepted, tally.due, tally.reported].every(isCount)) return false;
  if (tally.due > tally.accepted || tally.reported > tally.due) return false;
  const total = (of: (model: Ledger['models'][number]) => number) => models.reduce((sum, each) => sum + of(each), 0);
  return tally.accepted <= total((model) => model.accepted) && tally.due <= total((model) => model.due);
}
