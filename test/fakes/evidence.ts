// What devices said about rollouts, in memory, counted as PostgreSQL counts it.
import type { Evidence, EvidenceQuestion, StageCounts } from '../../src/app/ports/evidence.ts';
import type { InstallAge } from '../../src/domain/device/install-age.ts';
import type { AttemptWindow } from '../../src/domain/gate/burst.ts';
import { deriveFalls } from '../../src/domain/gate/falls.ts';
import type { FallWindow } from '../../src/domain/gate/fell-silent.ts';
import type { MetricRow } from '../../src/domain/gate/metric-counts.ts';
import type { PartedWindow } from '../../src/domain/gate/parts.ts';
import type { SilenceWindow } from '../../src/domain/gate/rows.ts';

export type FakeInstall = {
  readonly rolloutId: number;
  readonly model: string;
  readonly state: 'accepted' | 'installed' | 'restarting' | 'confirmed' | 'failed';
  readonly acceptedMs: number;
  readonly deadlineMs: number;
  readonly stepMs: number;
  readonly heardMs: number;
  readonly restartMs: number | null;
  readonly finishedMs: number | null;
  /** The device's last word of any kind; its last before the deadline when left out. */
  readonly seenMs?: number;
};

export type FakeHour = {
  readonly rolloutId: number;
  readonly model: string;
  readonly build: string;
  readonly hourMs: number;
  readonly arm: 'new' | 'control';
  readonly exposureS: number;
  readonly crashes: number;
  readonly freeS?: number;
  readonly firstCrashes?: number;
  readonly asked?: number;
  readonly answered?: number;
  readonly fell?: number;
  /** Of whom, where they stand out. */
  readonly isTester?: boolean;
  readonly ageH?: InstallAge;
};

export type FakeMetric = MetricRow & { readonly rolloutId: number };

const hour = 3_600_000;
const day = 24 * hour;
const isReported = ({ state }: FakeInstall) => state === 'confirmed' || state === 'failed';
const isSilent = ({ finishedMs, deadlineMs, heardMs, stepMs }: FakeInstall) =>
  !(finishedMs !== null && finishedMs <= deadlineMs) && heardMs <= stepMs;
const isLaterThan = ({ finishedMs }: FakeInstall, ms: number) => finishedMs === null || finishedMs > ms;
const isUnfinished = ({ finishedMs }: FakeInstall) => finishedMs === null;
const isAway = ({ finishedMs, heardMs, stepMs, seenMs = heardMs }: FakeInstall) =>
  finishedMs === null && heardMs <= stepMs && seenMs <= stepMs;
const count = <R>(rows: readonly R[], test: (row: R) => boolean) => rows.filter(test).length;

/** The arrays may grow and change while the fake is in use; `waiting` are instants of check-ins not folded yet. */
export function fakeEvidence(
  installs: readonly FakeInstall[],
  hours: readonly FakeHour[] = [],
  waiting: readonly number[] = [],
  measured: readonly FakeMetric[] = [],
): Evidence {
  return {
    async loadRows(questions, nowMs) {
      const reachedMs = Math.min(nowMs, ...waiting);
      return questions.map((question) => rowsOf(question, reachedMs));
    },
    async loadTally(rolloutId, nowMs) {
      const own = installs.filter((row) => row.rolloutId === rolloutId);
      return {
        accepted: own.length,
        confirmed: count(own, ({ state }) => state === 'confirmed'),
        failed: count(own, ({ state }) => state === 'failed'),
        silent: count(own, (row) => row.deadlineMs <= nowMs && !isReported(row) && isSilent(row)),
      };
    },
  };

  function rowsOf({ rolloutId, models, span }: EvidenceQuestion, reachedMs: number): StageCounts {
    const fromOf = (model: string) => span.modelsFromMs[model] ?? 0;
    const mine = installs.filter(
      (row) =>
        row.rolloutId === rolloutId &&
        models.includes(row.model) &&
        row.acceptedMs >= Math.max(span.installsFromMs, fromOf(row.model)),
    );
    const staged = mine.filter((row) => row.acceptedMs >= span.stageFromMs);
    const own = hours.filter(
      (row) =>
        row.rolloutId === rolloutId &&
        models.includes(row.model) &&
        row.hourMs >= Math.max(span.hoursFromMs, Math.ceil(fromOf(row.model) / hour) * hour),
    );
    const isDue = (row: FakeInstall) => isReported(row) || row.deadlineMs <= reachedMs;
    return {
      models,
      stage: { accepted: staged.length, due: count(staged, isDue), reported: count(staged, isReported) },
      installs: [...new Set(mine.map(({ model }) => model))].map((model) => {
        const rows = mine.filter((row) => row.model === model);
        const restarted = rows.filter(({ restartMs }) => restartMs !== null && restartMs + hour <= reachedMs);
        const restartedDay = restarted.filter(({ restartMs }) => (restartMs ?? 0) + 24 * hour <= reachedMs);
        const over = rows.filter(({ state, deadlineMs }) => state !== 'failed' && deadlineMs <= reachedMs);
        const overThree = over.filter(({ deadlineMs }) => deadlineMs + 48 * hour <= reachedMs);
        return {
          model,
          accepted: rows.length,
          due: count(rows, isDue),
          failed: count(rows, ({ state }) => state === 'failed'),
          confirmed: count(rows, ({ state }) => state === 'confirmed'),
          bootsDue: restarted.length,
          bootsMissed: count(restarted, isUnfinished),
          away: {
            bootsDayOver: restartedDay.length,
            bootsLost: count(restartedDay, isUnfinished),
            dayOver: over.length,
            quiet: count(over, isAway),
            threeDaysOver: overThree.length,
            gone: count(overThree, isAway),
            atDeadline: {
              bootsMissed: count(restarted, (row) => isLaterThan(row, (row.restartMs ?? 0) + hour)),
              bootsLost: count(restartedDay, (row) => isLaterThan(row, (row.restartMs ?? 0) + 24 * hour)),
              gone: count(
                overThree,
                (row) => row.heardMs <= row.stepMs && isLaterThan(row, row.deadlineMs + 48 * hour),
              ),
            },
          },
        };
      }),
      windows: windowsOf(own),
      silences: silencesOf(own, mine, reachedMs),
      attempts: attemptsOf(mine),
      falls: fallsOf(own, reachedMs),
      metrics: measured
        .filter((row) => row.rolloutId === rolloutId && models.includes(row.model))
        .filter((row) => row.dayMs >= Math.max(span.daysFromMs, Math.ceil(fromOf(row.model) / day) * day))
        .map(({ rolloutId: _, ...row }) => row),
      reachedMs,
      side: null,
    };
  }
}

function sumOf(rows: readonly FakeHour[], arm: FakeHour['arm'], of: (row: FakeHour) => number | undefined): number {
  return rows.filter((row) => row.arm === arm).reduce((total, row) => total + (of(row) ?? 0), 0);
}

const cellsOf = (rows: readonly FakeHour[]): FakeHour[][] =>
  [...new Set(rows.map(({ model, hourMs }) => `${hourMs} ${model}`))].map((key) =>
    rows.filter(({ model, hourMs }) => `${hourMs} ${model}` === key),
  );

const standsOut = ({ isTester = false, ageH = 6 }: FakeHour) => isTester || ageH !== 6;

function windowsOf(rows: readonly FakeHour[]): PartedWindow[] {
  return cellsOf(rows).map((cell) => ({
    model: cell[0]?.model ?? '',
    hourMs: cell[0]?.hourMs ?? 0,
    newExposureS: sumOf(cell, 'new', ({ exposureS }) => exposureS),
    newCrashes: sumOf(cell, 'new', ({ crashes }) => crashes),
    controlExposureS: sumOf(cell, 'control', ({ exposureS }) => exposureS),
    controlCrashes: sumOf(cell, 'control', ({ crashes }) => crashes),
    newFreeS: sumOf(cell, 'new', ({ freeS }) => freeS),
    newFirst: sumOf(cell, 'new', ({ firstCrashes }) => firstCrashes),
    controlFreeS: sumOf(cell, 'control', ({ freeS }) => freeS),
    controlFirst: sumOf(cell, 'control', ({ firstCrashes }) => firstCrashes),
    parts: cell.filter(standsOut).map((row) => {
      const { arm, isTester = false, ageH = 6, exposureS, crashes, freeS = 0, firstCrashes: first = 0 } = row;
      const { fell = 0 } = row;
      return { arm, isTester, ageH, exposureS, crashes, freeS, first, fell };
    }),
  }));
}

const settledOf = (rows: readonly FakeHour[], reachedMs: number): number =>
  Math.min(reachedMs, Math.max(Number.NEGATIVE_INFINITY, ...rows.map(({ hourMs }) => hourMs)) + hour) - 25 * hour;

const startOf = ({ acceptedMs }: FakeInstall) => acceptedMs - (acceptedMs % hour);

function attemptsOf(installs: readonly FakeInstall[]): AttemptWindow[] {
  const keys = [...new Set(installs.map((row) => `${startOf(row)} ${row.model}`))];
  return keys.map((key) => {
    const cell = installs.filter((row) => `${startOf(row)} ${row.model}` === key);
    const [first] = cell;
    const failed = count(cell, ({ state }) => state === 'failed');
    return {
      model: first?.model ?? '',
      hourMs: first === undefined ? 0 : startOf(first),
      accepted: cell.length,
      failed,
    };
  });
}

/** Of settled hours, by the age of the install and by standing. */
function fallsOf(rows: readonly FakeHour[], reachedMs: number): FallWindow[] {
  const settledMs = settledOf(rows, reachedMs);
  return windowsOf(rows)
    .filter(({ hourMs, newExposureS }) => hourMs <= settledMs && newExposureS > 0)
    .flatMap((window) => {
      const cell = rows.filter(({ model, hourMs }) => model === window.model && hourMs === window.hourMs);
      const fellOf = (arm: FakeHour['arm']) => sumOf(cell, arm, ({ fell }) => fell);
      return deriveFalls({ ...window, newFell: fellOf('new'), controlFell: fellOf('control') });
    });
}

/** An hour is settled once a day went by after its last minute, and somebody of the fleet was heard after that. */
function silencesOf(rows: readonly FakeHour[], installs: readonly FakeInstall[], reachedMs: number): SilenceWindow[] {
  const settledMs = settledOf(rows, reachedMs);
  const begun = installs.filter(({ deadlineMs }) => deadlineMs <= reachedMs);
  const keys = [...new Set(begun.map((row) => `${startOf(row)} ${row.model}`))];
  const fresh = keys.map((key) => {
    const cell = begun.filter((row) => `${startOf(row)} ${row.model}` === key);
    const [first] = cell;
    return {
      model: first?.model ?? '',
      hourMs: first === undefined ? 0 : startOf(first),
      newDue: cell.length,
      newSilent: count(cell, isSilent),
      controlDue: 0,
      controlSilent: 0,
    };
  });
  const control = cellsOf(rows).map((cell) => {
    const asked = sumOf(cell, 'control', (row) => row.asked);
    return {
      model: cell[0]?.model ?? '',
      hourMs: cell[0]?.hourMs ?? 0,
      newDue: 0,
      newSilent: 0,
      controlDue: asked,
      controlSilent: asked - sumOf(cell, 'control', ({ answered }) => answered),
    };
  });
  return [...fresh, ...control].filter(({ hourMs }) => hourMs <= settledMs);
}
