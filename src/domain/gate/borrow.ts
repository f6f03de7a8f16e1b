// Control for a model of which nobody runs the old build: the other models in the same hours, by what is known from before.
import { addCell, type Cell, type Ledger } from './ledger.ts';
import { deriveOffset, type Rate } from './offset.ts';
import { firstCrash } from './policy.ts';

/** How a model compares with the whole fleet on any build, from before the rollout; null where too little is known. */
export type ModelPrior = {
  readonly model: string;
  readonly crash: number | null;
  readonly silence: number | null;
};

/** Name of the sums that rest on borrowed control: they speak for their model alone, since others count the same control. */
export const borrowedOf = (signal: string): string => `${signal}-borrowed`;

/** A ratio whose error does not fit into the margin is no offset. */
export function derivePriorRatio(model: Rate, others: Rate, margin: number): number | null {
  const { factor, isUsable } = deriveOffset(model, others, margin);
  return isUsable ? factor : null;
}

export type OfModel = { readonly model: string; readonly cell: Cell };

/**
 * The window of a model without control, with the control of all others in its place. Each exposure is weighed by its
 * model's ratio, so that all crash at one rate: the factor has mean at most 1 wherever those ratios hold within the margin.
 * Null where it needs none, or nobody can lend.
 */
export function borrowControl(
  { model, cell }: OfModel,
  all: readonly OfModel[],
  ratioOf: (model: string) => number | null,
): Cell | null {
  const own = ratioOf(model);
  if (own === null || cell.controlExposure > 0 || cell.exposure <= 0) return null;
  let [controlEvents, controlExposure] = [0, 0];
  for (const lender of all) {
    const ratio = lender.model === model ? null : ratioOf(lender.model);
    if (ratio === null || lender.cell.controlExposure <= 0) continue;
    controlEvents += lender.cell.controlEvents;
    controlExposure += lender.cell.controlExposure * ratio;
  }
  if (controlExposure <= 0) return null;
  return { events: cell.events, exposure: cell.exposure * own, controlEvents, controlExposure };
}

/** One window of one signal, of all models that were heard in it. */
export function addWindow(
  ledger: Ledger,
  signal: string,
  all: readonly OfModel[],
  priors: readonly ModelPrior[],
): void {
  const kind = signal === 'silence' ? 'silence' : 'crash';
  const ratioOf = (model: string) => priors.find((prior) => prior.model === model)?.[kind] ?? null;
  const isLent = signal === 'silence' || signal === 'crash-rate' || signal === firstCrash;
  for (const each of all) {
    const to = ledger.models.find(({ model }) => model === each.model);
    if (to === undefined) continue;
    const borrowed = isLent ? borrowControl(each, all, ratioOf) : null;
    if (borrowed === null) addCell(to, signal, each.cell);
    else addCell(to, borrowedOf(signal), borrowed);
  }
}
