// What devices said about rollouts, in memory, counted as PostgreSQL counts it.
import type { Evidence } from '../../src/app/ports/evidence.ts';
import type { CrashWindow } from '../../src/domain/gate/evidence.ts';

export type FakeInstall = {
  readonly rolloutId: number;
  readonly model: string;
  readonly state: 'accepted' | 'installed' | 'confirmed' | 'failed';
  readonly acceptedMs: number;
  readonly deadlineMs: number;
  readonly stepMs: number;
  readonly heardMs: number;
};

export type FakeHour = {
  readonly rolloutId: number;
  readonly model: string;
  readonly build: string;
  readonly hourMs: number;
  readonly arm: 'new' | 'control';
  readonly exposureS: number;
  readonly crashes: number;
};

/** The arrays may grow and change while the fake is in use. */
export function fakeEvidence(installs: readonly FakeInstall[], hours: readonly FakeHour[] = []): Evidence {
  const isReported = ({ state }: FakeInstall) => state === 'confirmed' || state === 'failed';
  const isUnheard = (each: FakeInstall) => !isReported(each) && each.heardMs <= each.stepMs;
  const count = (rows: readonly FakeInstall[], test: (row: FakeInstall) => boolean = () => true) =>
    rows.filter(test).length;

  function tallyOf(rows: readonly FakeInstall[], nowMs: number) {
    const isMatured = ({ deadlineMs }: FakeInstall) => deadlineMs <= nowMs;
    return {
      accepted: count(rows),
      due: count(rows, (row) => isReported(row) || isMatured(row)),
      failed: count(rows, ({ state }) => state === 'failed'),
      confirmed: count(rows, ({ state }) => state === 'confirmed'),
      matured: count(rows, isMatured),
      silent: count(rows, (row) => isMatured(row) && isUnheard(row)),
    };
  }

  function windowsOf(rows: readonly FakeHour[]): CrashWindow[] {
    const sum = (of: (row: FakeHour) => number, cell: readonly FakeHour[], arm: FakeHour['arm']) =>
      cell.filter((row) => row.arm === arm).reduce((total, row) => total + of(row), 0);
    const keys = [...new Set(rows.map(({ model, hourMs }) => `${hourMs} ${model}`))];
    return keys.map((key) => {
      const cell = rows.filter(({ model, hourMs }) => `${hourMs} ${model}` === key);
      return {
        model: cell[0]?.model ?? '',
        hourMs: cell[0]?.hourMs ?? 0,
        newExposureS: sum(({ exposureS }) => exposureS, cell, 'new'),
        newCrashes: sum(({ crashes }) => crashes, cell, 'new'),
        controlExposureS: sum(({ exposureS }) => exposureS, cell, 'control'),
        controlCrashes: sum(({ crashes }) => crashes, cell, 'control'),
      };
    });
  }

  return {
    async loadEvidence({ rolloutId, models, span, nowMs }) {
      const mine = installs.filter((row) => row.rolloutId === rolloutId && row.acceptedMs >= span.installsFromMs);
      const staged = installs.filter((row) => row.rolloutId === rolloutId && row.acceptedMs >= span.stageFromMs);
      const { accepted, due } = tallyOf(staged, nowMs);
      const spoken = [...new Set(mine.map(({ model }) => model))];
      return {
        models,
        stage: { accepted, due, reported: count(staged, isReported) },
        installs: spoken.map((model) => ({
          model,
          ...tallyOf(
            mine.filter((row) => row.model === model),
            nowMs,
          ),
        })),
        windows: windowsOf(
          hours.filter(
            (row) => row.rolloutId === rolloutId && row.hourMs >= span.hoursFromMs && models.includes(row.model),
          ),
        ),
        silences: [],
      };
    },
    async loadTally(rolloutId, nowMs) {
      const { accepted, confirmed, failed, silent } = tallyOf(
        installs.filter((row) => row.rolloutId === rolloutId),
        nowMs,
      );
      return { accepted, confirmed, failed, silent };
    },
  };
}
