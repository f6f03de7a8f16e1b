// Which column of a device's hour holds which metric.
import { type MetricBins, metrics } from '../../domain/device/metric.ts';

const columns = { 'boot-time': 'bootBin', 'battery-drain': 'drainBin', 'free-storage': 'freeBin' } as const;

export type BinColumns = Readonly<Record<'bootBin' | 'drainBin' | 'freeBin', number | null>>;

/** Null where no column holds anything. */
export function toBins(row: BinColumns): MetricBins | null {
  if (row.bootBin === null && row.drainBin === null && row.freeBin === null) return null;
  return Object.fromEntries(
    metrics.flatMap((metric) => {
      const bin = row[columns[metric]];
      return bin === null ? [] : [[metric, bin] as const];
    }),
  );
}
