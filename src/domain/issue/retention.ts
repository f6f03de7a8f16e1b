// How long reports are kept, by kind. Issues and their counts stay: they name nobody.
import type { ReportKind } from '../report/report.ts';

const dayMs = 86_400_000;

/** Never below 30 days, for which an id is known; crashes are many and soon of no use, what people write is not. */
export const keptMs: Readonly<Record<ReportKind, number>> = {
  crash: 180 * dayMs,
  bug: 730 * dayMs,
  idea: 730 * dayMs,
};
