// How models compare with the whole fleet on any build: what completed rollouts counted of each, and what several teach.
import type { ModelPrior } from './borrow.ts';
import type { ModelEvidence, RatioSums } from './evidence.ts';
import { deriveOffset, type Rate } from './offset.ts';

/** Of one model in one rollout, both sides together: its build was good enough for everybody. */
export type PastModel = { readonly model: string; readonly crash: Rate; readonly silence: Rate };

export const derivePastModels = (models: readonly ModelEvidence[]): PastModel[] =>
  models.map(({ model, ratios }) => ({
    model,
    crash: bothOf(ratios['crash-rate']),
    silence: controlOf(ratios.silence),
  }));

const nothing: Rate = { events: 0, exposure: 0 };

const bothOf = (sums: RatioSums | undefined): Rate =>
  sums === undefined
    ? nothing
    : { events: sums.events + sums.controlEvents, exposure: sums.exposure + sums.controlExposure };

/** Of the build, silence is asked after an install; of control on any day. */
const controlOf = (sums: RatioSums | undefined): Rate =>
  sums === undefined ? nothing : { events: sums.controlEvents, exposure: sums.controlExposure };

/**
 * Ratios to one and the same reference, the whole fleet, since they are held against each other. Their error is that of
 * the comparison with all others, which is the larger one.
 */
export function derivePriors(past: readonly (readonly PastModel[])[], margin: number): ModelPrior[] {
  const names = [...new Set(past.flatMap((models) => models.map(({ model }) => model)))].sort();
  const ratioOf = (name: string, kind: 'crash' | 'silence'): number | null => {
    const of = (isMeant: (model: string) => boolean) =>
      addUp(past.flatMap((models) => models.filter(({ model }) => isMeant(model)).map((each) => each[kind])));
    const [own, others] = [of((model) => model === name), of((model) => model !== name)];
    if (!deriveOffset(own, others, margin).isUsable) return null;
    const fleet = addUp([own, others]);
    return own.events / own.exposure / (fleet.events / fleet.exposure);
  };
  return names.map((model) => ({ model, crash: ratioOf(model, 'crash'), silence: ratioOf(model, 'silence') }));
}

const addUp = (rates: readonly Rate[]): Rate => ({
  events: rates.reduce((sum, { events }) => sum + events, 0),
  exposure: rates.reduce((sum, { exposure }) => sum + exposure, 0),
});
