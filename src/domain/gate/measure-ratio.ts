// Measures a signal by its ratio to devices not yet offered the build.
import { fewEvents, type Measure, type MeasureOptions } from './measure.ts';
import {
  deriveRatioEstimate,
  deriveRatioGrid,
  deriveRatioGrowth,
  deriveRatioHarm,
  deriveRatioInterval,
  deriveRatioSafety,
  deriveRatioSums,
} from './ratio-test.ts';
import type { Cell } from './rows.ts';

/** Share of the build in all exposure while nothing is known: a first stage of one in a hundred. */
const typicalShare = 0.01;

export type RatioQuestion = {
  cells: readonly Cell[];
  margin: number;
  tolerance: number;
  unit: Measure['unit'];
  /** Events for each unit of exposure, until control has shown some. */
  typicalRate: number;
};

/** Compares the arms window by window. */
export function deriveRatioMeasure(
  { cells, margin, tolerance, unit, typicalRate }: RatioQuestion,
  options: MeasureOptions,
): Measure {
  const sums = deriveRatioSums(cells, deriveRatioGrid(margin, tolerance));
  const total = (of: (cell: Cell) => number) => cells.reduce((sum, cell) => sum + of(cell), 0);
  const counted = { events: total((cell) => cell.events), exposure: total((cell) => cell.exposure) };
  const control = { events: total((cell) => cell.controlEvents), exposure: total((cell) => cell.controlExposure) };
  const harmLogE = deriveRatioHarm(sums, margin);
  const estimate = deriveRatioEstimate(cells);
  const isCompared = cells.some((cell) => cell.exposure > 0 && cell.controlExposure > 0);
  const share = isCompared ? counted.exposure / (counted.exposure + control.exposure) : typicalShare;
  const rate = control.events > 0 && control.exposure > 0 ? control.events / control.exposure : typicalRate;
  return {
    harmLogE,
    safety: deriveRatioSafety(sums, tolerance),
    counted,
    control,
    unit,
    estimate: estimate.under > 0 ? estimate.over / estimate.under : null,
    interval: options.isShown ? deriveRatioInterval(cells, options.alpha) : null,
    tolerance,
    isOver: harmLogE > 0 && counted.events >= fewEvents && estimate.over > tolerance * estimate.under,
    missing: counted.exposure === 0 ? 'no-exposure' : !isCompared ? 'no-control' : null,
    growth: deriveRatioGrowth(1, tolerance, share) * rate,
  };
}
