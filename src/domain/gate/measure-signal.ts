// Measures one signal of a policy: picks the test that its rule states and the rows it looks at.
import type { Measure, MeasureOptions } from './measure.ts';
import { deriveRatioMeasure } from './measure-ratio.ts';
import { deriveInstallMeasure, deriveSilenceMeasure } from './measure-share.ts';
import { type CrashRule, controlMargin, type SignalRule, type SilenceRule } from './policy.ts';
import type { Attempts, ModelRows } from './rows.ts';

/** Crashes a device-hour of an ordinary fleet, to size a need before the first crash (0.03 a device-day; gates.md 4). */
const typicalCrashesPerHour = 0.03 / 24;

/** Measures the rule on all given models together, hour by hour and model by model. */
export function deriveMeasure(rule: SignalRule, rows: readonly ModelRows[], options: MeasureOptions): Measure {
  switch (rule.signal) {
    case 'crash-rate':
      return deriveCrashMeasure(rule, rows, options);
    case 'failed-installs':
      return deriveInstallMeasure(rule, deriveTotal(rows), options);
    case 'silence':
      return rule.against === 'limit'
        ? deriveSilenceMeasure(rule, deriveTotal(rows), options)
        : deriveSilenceRatioMeasure(rule, rows, options);
  }
}

function deriveCrashMeasure(rule: CrashRule, rows: readonly ModelRows[], options: MeasureOptions): Measure {
  const hours = rows
    .flatMap((row) => row.crashes)
    .map((cell) => ({
      ...cell,
      exposure: cell.exposure / 3600,
      controlExposure: cell.controlExposure / 3600,
    }));
  const { margin, tolerance } = rule;
  return deriveRatioMeasure(
    { cells: hours, margin, tolerance, unit: 'device-hours', typicalRate: typicalCrashesPerHour },
    options,
  );
}

function deriveSilenceRatioMeasure(rule: SilenceRule, rows: readonly ModelRows[], options: MeasureOptions): Measure {
  const cells = rows.flatMap((row) => row.silences);
  // An additive tolerance as a ratio to the normal share (gates.md 1.4).
  const tolerance = 1 + rule.tolerance / rule.limit;
  return deriveRatioMeasure(
    { cells, margin: controlMargin, tolerance, unit: 'devices', typicalRate: rule.limit },
    options,
  );
}

function deriveTotal(rows: readonly ModelRows[]): Attempts {
  const total = (of: (attempts: Attempts) => number) => rows.reduce((sum, { attempts }) => sum + of(attempts), 0);
  return {
    accepted: total((a) => a.accepted),
    due: total((a) => a.due),
    failed: total((a) => a.failed),
    confirmed: total((a) => a.confirmed),
    matured: total((a) => a.matured),
    silent: total((a) => a.silent),
  };
}
