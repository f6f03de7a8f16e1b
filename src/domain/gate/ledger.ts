// Adds up evidence, cell by cell, in place: what a caller holds while it counts, in any order.
import { ln } from '../logarithm.ts';
import type { ModelEvidence, RatioSums, ShareSums, SideEvidence, StageEvidence, StageTally } from './evidence.ts';
import { gridLogs, gridName, ratioGrid, roundExposure, roundNats, roundWeight } from './grid.ts';

/** One model in one window: events and exposure of both arms. */
export type Cell = {
  readonly events: number;
  readonly exposure: number;
  readonly controlEvents: number;
  readonly controlExposure: number;
};

type Open<T> = { -readonly [K in keyof T]: T[K] };
type OpenRatio = Omit<Open<RatioSums>, 'nats'> & { readonly nats: number[] };
type OpenShare = Open<ShareSums>;
type OpenModel = Open<Omit<ModelEvidence, 'ratios' | 'shares'>> & {
  readonly ratios: Record<string, OpenRatio>;
  readonly shares: Record<string, OpenShare>;
};

/** Assignable to `StageEvidence` at any moment: a verdict may be asked between two cells. */
export type Ledger = Open<Omit<StageEvidence, 'models' | 'stage'>> & {
  readonly models: OpenModel[];
  stage: Open<StageTally>;
  side: SideEvidence | null;
};

/** Nothing counted yet. `models` are those of the build's signed list; sorted, because the budget goes by their number. */
export function startLedger(models: readonly string[]): Ledger {
  return {
    grid: gridName,
    models: [...new Set(models)].sort(compareText).map((model) => ({
      model,
      ratios: {},
      shares: {},
      due: 0,
      accepted: 0,
    })),
    stage: { accepted: 0, due: 0, reported: 0 },
    reachedMs: null,
    unreadable: 0,
    side: null,
  };
}

/** Adds one window of a signal that is compared with control. Thirty-seven logarithms, and none where nothing happened. */
export function addCell(to: OpenModel, signal: string, cell: Cell): void {
  const sums = to.ratios[signal] ?? emptyRatio();
  to.ratios[signal] = sums;
  const { events, controlEvents } = cell;
  const exposure = roundExposure(cell.exposure);
  const controlExposure = roundExposure(cell.controlExposure);
  // Control is asked only about the windows in which the build ran.
  if (exposure <= 0) return;
  sums.events += events;
  sums.exposure += exposure;
  sums.controlEvents += controlEvents;
  sums.controlExposure += controlExposure;
  const all = events + controlEvents;
  // A window speaks about the ratio only if both arms were there and something happened.
  if (all === 0 || controlExposure <= 0) return;
  const share = exposure / (exposure + controlExposure);
  sums.over += roundWeight(events * (1 - share));
  sums.under += roundWeight(controlEvents * share);
  const { nats } = sums;
  for (let place = 0; place < ratioGrid.length; place++) {
    const ratio = ratioGrid[place] as number;
    const gain = events * (gridLogs[place] as number) - all * ln(1 + (ratio - 1) * share);
    nats[place] = (nats[place] as number) + roundNats(gain);
  }
}

/** Adds devices of a signal that is held against a limit. */
export function addShare(to: OpenModel, signal: string, share: ShareSums): void {
  const sums = to.shares[signal] ?? { events: 0, started: 0, matured: 0 };
  to.shares[signal] = sums;
  sums.events += share.events;
  sums.started += share.started;
  sums.matured += share.matured;
}

/** Sums of disjoint sets of windows, of several models for one. */
export function deriveRatioTotal(all: readonly RatioSums[]): RatioSums {
  const total = emptyRatio();
  for (const sums of all) {
    total.events += sums.events;
    total.exposure += sums.exposure;
    total.controlEvents += sums.controlEvents;
    total.controlExposure += sums.controlExposure;
    total.over += sums.over;
    total.under += sums.under;
    for (let place = 0; place < total.nats.length; place++) {
      total.nats[place] = (total.nats[place] as number) + (sums.nats[place] ?? 0);
    }
  }
  return total;
}

const emptyRatio = (): OpenRatio => ({
  nats: ratioGrid.map(() => 0),
  events: 0,
  exposure: 0,
  controlEvents: 0,
  controlExposure: 0,
  over: 0,
  under: 0,
});

/** By code unit, because a locale's order would differ between machines. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
