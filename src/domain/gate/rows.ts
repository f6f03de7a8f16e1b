// Reads evidence into sorted, merged counts, so that every order of its rows gives the same sums to the last bit.
import type { CrashWindow, InstallCounts, SilenceWindow, StageEvidence, StageTally } from './evidence.ts';

/** One model in one hour: events and exposure of both arms. */
export type Cell = {
  readonly events: number;
  readonly exposure: number;
  readonly controlEvents: number;
  readonly controlExposure: number;
};

export type Attempts = Omit<InstallCounts, 'model'>;

export type ModelRows = {
  readonly model: string;
  readonly attempts: Attempts;
  readonly crashes: readonly Cell[];
  readonly silences: readonly Cell[];
};

export type Rows = {
  /** One entry for every listed model, by name. */
  readonly models: readonly ModelRows[];
  readonly stage: StageTally;
  /** Rows that cannot be true, or that contradict each other; they count for nothing and forbid to advance. */
  readonly unreadable: number;
};

/** No fleet counts further; up to here sums of thousands of rows stay exact in a double. */
const countMax = 1e12;
/**
 * A crash brings at least a minute of uptime: a device that loops before its first counter reports none,
 * and a crash without exposure could not be weighed at all.
 */
const exposurePerCrashS = 60;

const noAttempts: Attempts = { accepted: 0, due: 0, failed: 0, confirmed: 0, matured: 0, silent: 0 };
const emptyTally: StageTally = { accepted: 0, due: 0, reported: 0 };

/** Total: `null`, negative, fractional and non-finite counts are left out and counted as unreadable. */
export function deriveRows(evidence: StageEvidence | null): Rows {
  if (evidence === null) return { models: [], stage: emptyTally, unreadable: 0 };
  const ledgers = new Map([...new Set(evidence.models)].sort(compareText).map((model) => [model, startLedger(model)]));
  let unreadable = 0;
  const enter = <R extends { model: string }>(
    rows: readonly R[],
    isTrue: (row: R) => boolean,
    add: (to: Ledger, row: R) => void,
  ) => {
    for (const row of rows) {
      const ledger = ledgers.get(row.model);
      if (ledger === undefined || !isTrue(row)) unreadable += 1;
      else add(ledger, row);
    }
  };
  enter(evidence.installs, isTrueAttempts, addAttempts);
  enter(evidence.windows, isTrueWindow, (to, row) => addCell(to.crashes, row.hourMs, cellOfCrashes(row)));
  enter(evidence.silences, isTrueSilence, (to, row) => addCell(to.silences, row.hourMs, cellOfSilence(row)));
  const models = [...ledgers.values()].map(closeLedger);
  const stage = isTrueTally(evidence.stage, models) ? evidence.stage : null;
  return { models, stage: stage ?? emptyTally, unreadable: unreadable + (stage === null ? 1 : 0) };
}

type Ledger = { model: string; attempts: Attempts; crashes: Map<number, Cell>; silences: Map<number, Cell> };

function startLedger(model: string): Ledger {
  return { model, attempts: noAttempts, crashes: new Map(), silences: new Map() };
}

function closeLedger({ model, attempts, crashes, silences }: Ledger): ModelRows {
  return { model, attempts, crashes: inOrder(crashes), silences: inOrder(silences) };
}

function inOrder(cells: ReadonlyMap<number, Cell>): Cell[] {
  return [...cells].sort(([a], [b]) => a - b).map(([, cell]) => cell);
}

function addAttempts(to: Ledger, row: Attempts): void {
  const was = to.attempts;
  to.attempts = {
    accepted: was.accepted + row.accepted,
    due: was.due + row.due,
    failed: was.failed + row.failed,
    confirmed: was.confirmed + row.confirmed,
    matured: was.matured + row.matured,
    silent: was.silent + row.silent,
  };
}

function addCell(to: Map<number, Cell>, hourMs: number, cell: Cell): void {
  const was = to.get(hourMs) ?? { events: 0, exposure: 0, controlEvents: 0, controlExposure: 0 };
  to.set(hourMs, {
    events: was.events + cell.events,
    exposure: was.exposure + cell.exposure,
    controlEvents: was.controlEvents + cell.controlEvents,
    controlExposure: was.controlExposure + cell.controlExposure,
  });
}

function cellOfCrashes(row: CrashWindow): Cell {
  return {
    events: row.newCrashes,
    exposure: Math.max(Math.round(row.newExposureS), exposurePerCrashS * row.newCrashes),
    controlEvents: row.controlCrashes,
    controlExposure: Math.max(Math.round(row.controlExposureS), exposurePerCrashS * row.controlCrashes),
  };
}

function cellOfSilence(row: SilenceWindow): Cell {
  return {
    events: row.newSilent,
    exposure: row.newDue,
    controlEvents: row.controlSilent,
    controlExposure: row.controlDue,
  };
}

function isTrueAttempts(row: InstallCounts): boolean {
  const { accepted, due, failed, confirmed, matured, silent } = row;
  if (![accepted, due, failed, confirmed, matured, silent].every(isCount)) return false;
  return due <= accepted && matured <= due && silent <= matured && failed + confirmed + silent <= due;
}

function isTrueWindow(row: CrashWindow): boolean {
  return (
    isHour(row.hourMs) &&
    isCount(row.newCrashes) &&
    isCount(row.controlCrashes) &&
    isExposure(row.newExposureS) &&
    isExposure(row.controlExposureS)
  );
}

function isTrueSilence(row: SilenceWindow): boolean {
  const { newDue, newSilent, controlDue, controlSilent } = row;
  if (!isHour(row.hourMs) || ![newDue, newSilent, controlDue, controlSilent].every(isCount)) return false;
  return newSilent <= newDue && controlSilent <= controlDue;
}

/** A tally that claims more than the rows hold means that rows were lost on the way. */
function isTrueTally(tally: StageTally, models: readonly ModelRows[]): boolean {
  if (![tally.accepted, tally.due, tally.reported].every(isCount)) return false;
  if (tally.due > tally.accepted || tally.reported > tally.due) return false;
  const total = (of: (attempts: Attempts) => number) => models.reduce((sum, { attempts }) => sum + of(attempts), 0);
  return (
    tally.accepted <= total((a) => a.accepted) &&
    tally.due <= total((a) => a.due) &&
    tally.reported <= total((a) => a.confirmed + a.failed)
  );
}

function isCount(count: number): boolean {
  return Number.isSafeInteger(count) && count >= 0 && count <= countMax;
}

function isExposure(exposureS: number): boolean {
  return Number.isFinite(exposureS) && exposureS >= 0 && exposureS <= countMax;
}

function isHour(hourMs: number): boolean {
  return Number.isSafeInteger(hourMs) && hourMs >= 0;
}

/** By code unit, because a locale's order would differ between machines. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
