// Devices that spoke the day before and fall silent for a day, however long they have had the build: what a late brick leaves behind.
import { ln } from '../logarithm.ts';
import type { ModelEvidence, RatioSums, ShareSums } from './evidence.ts';
import { roundExposure } from './grid.ts';
import { addCell, type Cell, type Ledger } from './ledger.ts';
import { deriveLogMean } from './log-space.ts';
import type { RatioRule } from './policy.ts';
import { deriveRatioHarm } from './ratio-test.ts';
import { deriveShareHarm } from './share-test.ts';

/** Hours since the install at which an age begins; each ends where the next begins, since a late fault strikes at one age. */
export const fallAges = [0, 24, 48, 72] as const;
export type FallAge = (typeof fallAges)[number];

/**
 * Of one model, by the hour of the service's clock in which devices were heard: uptime in seconds that came in it, and
 * devices that said nothing for a day after it, heard since or not. Testers are compared with testers, all others with
 * all others. Rows of one model, hour, standing and age are added up.
 */
export type FallWindow = {
  readonly model: string;
  readonly hourMs: number;
  readonly isTester: boolean;
  readonly sinceH: FallAge;
  readonly exposureS: number;
  readonly fell: number;
  readonly controlExposureS: number;
  readonly controlFell: number;
};

/** Name of the sums of an age. */
export const fellOf = (sinceH: FallAge): string => `fell-silent-${sinceH}`;

/** Rows that can be true, of models of the ledger. Zeros are said too: what is bet on is fixed before the first count. */
export function addFalls(ledger: Ledger, rows: readonly FallWindow[]): void {
  const byName = new Map(ledger.models.map((model) => [model.model, model]));
  for (const to of ledger.models) for (const sinceH of fallAges) addCell(to, fellOf(sinceH), nothing);
  const windows = new Map<string, { row: FallWindow; cell: Cell }>();
  for (const row of rows) {
    const name = [row.model, row.hourMs, row.isTester, row.sinceH].join('\n');
    windows.set(name, { row, cell: join(windows.get(name)?.cell ?? nothing, row) });
  }
  for (const { row, cell } of windows.values()) {
    const to = byName.get(row.model);
    if (to !== undefined) addCell(to, fellOf(row.sinceH), cell);
  }
}

const nothing: Cell = { events: 0, exposure: 0, controlEvents: 0, controlExposure: 0 };

/** Rounded before rows are joined, so that their order leaves no trace. */
const join = (was: Cell, row: FallWindow): Cell => ({
  events: was.events + row.fell,
  exposure: was.exposure + roundExposure(row.exposureS),
  controlEvents: was.controlEvents + row.controlFell,
  controlExposure: was.controlExposure + roundExposure(row.controlExposureS),
});

type Told = { readonly lost: ShareSums | null; readonly models: readonly ModelEvidence[] };

/**
 * A mean of e-processes: installs that end in silence, devices that stay away three days after one (where that is asked),
 * and devices that fall silent on the build (where they are counted).
 */
export function deriveSilenceHarm({ margin, lasting }: RatioRule, ofInstalls: number, { lost, models }: Told): number {
  const parts = [ofInstalls];
  if (lost !== null && lasting !== undefined)
    parts.push(deriveShareHarm({ events: lost.events, devices: lost.started }, lasting));
  if (isCounted(models)) parts.push(deriveLogMean(fallAges.map((sinceH) => deriveFallHarm(sinceH, models, margin))));
  return deriveLogMean(parts);
}

const isCounted = (models: readonly ModelEvidence[]): boolean =>
  models.some(({ ratios }) => ratios[fellOf(0)] !== undefined);

const sumsOf = (sinceH: FallAge, models: readonly ModelEvidence[]): RatioSums[] =>
  models.flatMap(({ ratios }) => ratios[fellOf(sinceH)] ?? []);

/** Even odds, and no arithmetic, where nobody fell silent. */
function deriveFallHarm(sinceH: FallAge, models: readonly ModelEvidence[], margin: number): number {
  const all = sumsOf(sinceH, models);
  return all.every(({ events, controlEvents }) => events + controlEvents === 0) ? 0 : deriveRatioHarm(all, margin);
}

type Shown = { readonly models: readonly ModelEvidence[]; readonly beta: number };

/** The sums of the age at which most fell silent, where these are what tells against the build; null where installs do. */
export function deriveTellingFalls(
  rule: RatioRule,
  installs: readonly RatioSums[],
  { models, beta }: Shown,
): readonly RatioSums[] | null {
  const worst = deriveWorstFalls(rule, installs, models);
  return worst === null || worst.harm < -ln(beta) ? null : sumsOf(worst.sinceH, models);
}

/** The age at which most fell silent, where they tell more than silent installs do. */
export function deriveWorstFalls(
  { margin }: RatioRule,
  installs: readonly RatioSums[],
  models: readonly ModelEvidence[],
): { readonly sinceH: FallAge; readonly harm: number } | null {
  let worst = { sinceH: fallAges[0] as FallAge, harm: Number.NEGATIVE_INFINITY };
  for (const sinceH of fallAges) {
    const harm = deriveFallHarm(sinceH, models, margin);
    if (harm > worst.harm) worst = { sinceH, harm };
  }
  return worst.harm > deriveRatioHarm(installs, margin) ? worst : null;
}
