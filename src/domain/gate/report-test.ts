// Tests bug reports by distinct devices of equal age since their update, weighed by standing; they hold, and never halt (gates.md 3).
import { ln1p } from '../logarithm.ts';
import { roundNats } from './grid.ts';
import { deriveLogMean } from './log-space.ts';

/** Users report more on anything that changed, so less than twice as many says nothing (gates.md 3, user bug reports). */
export const reportMargin = 2;
const bets = [3, 5, 10, 20, 50];

/** What each bet has won, in nats, and what it was won on. */
export type ReportSums = {
  readonly nats: readonly number[];
  readonly devices: number;
  readonly controlDevices: number;
  readonly exposure: number;
  readonly controlExposure: number;
};

/** Devices of one age with a report, of people of one standing, among all devices of that age. */
export type ReportCell = {
  /** From 0 (not believed) to 1: the part of the stake that a report of such people moves. */
  readonly weight: number;
  readonly devices: number;
  readonly exposure: number;
  readonly controlDevices: number;
  readonly controlExposure: number;
};

export const noReports: ReportSums = {
  nats: bets.map(() => 0),
  devices: 0,
  controlDevices: 0,
  exposure: 0,
  controlExposure: 0,
};

/**
 * A bet that stakes only a part w of itself on each event, 1 + w·(likelihood ratio − 1), has mean at most 1 wherever the
 * whole bet has, so a report of lower standing counts for less and the line stays the same.
 */
export function addReports(sums: ReportSums, cell: ReportCell): ReportSums {
  const { devices, exposure, controlDevices, controlExposure } = cell;
  const weight = Math.min(1, Math.max(0, cell.weight));
  const total = {
    devices: sums.devices + devices,
    controlDevices: sums.controlDevices + controlDevices,
    exposure: sums.exposure + exposure,
    controlExposure: sums.controlExposure + controlExposure,
  };
  if (exposure <= 0 || controlExposure <= 0) return { ...total, nats: sums.nats };
  const share = exposure / (exposure + controlExposure);
  const base = 1 + (reportMargin - 1) * share;
  const nats = bets.map((bet, at) => {
    const other = base / (1 + (bet - 1) * share);
    const own = (bet / reportMargin) * other;
    const gain = devices * ln1p(weight * (own - 1)) + controlDevices * ln1p(weight * (other - 1));
    return (sums.nats[at] ?? 0) + roundNats(gain);
  });
  return { ...total, nats };
}

/** ln of the e-process against "devices on the build bring at most twice the reports". */
export function deriveReportHarm({ nats }: ReportSums): number {
  return deriveLogMean(nats);
}
