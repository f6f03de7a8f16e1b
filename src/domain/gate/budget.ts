// Splits one chance of a false halt over all signals and models (gates.md 1.5).

/** Share of α of one signal: for all models together, and for the single models together. */
type Weights = { readonly pooled: number; readonly models: number };

/** Crashes are frequent and so pay for their weight first; silence and missing boots are what a brick leaves behind (gates.md 1.5). */
const weightsBySignal: Readonly<Record<string, Weights>> = {
  'crash-rate': { pooled: 0.35, models: 0.2 },
  silence: { pooled: 0.08, models: 0.05 },
  boot: { pooled: 0.12, models: 0.05 },
  'failed-installs': { pooled: 0.1, models: 0.05 },
  // Few faults begin a day after the install; those that do are seen by this alone.
  'late-crash': { pooled: 0.05, models: 0.05 },
};
const otherWeights: Weights = { pooled: 0.1, models: 0.05 };

/** What is watched: fixed by plan and build before the first count, which is what keeps the weighted mean an e-process. */
export type Budget = { readonly signals: readonly string[]; readonly modelCount: number };

/** Share of α that a term may spend; the weights of all terms of a budget add up to one. `model: null` is all together. */
export function deriveWeight(signal: string, model: string | null, { signals, modelCount }: Budget): number {
  let total = 0;
  for (const each of signals) {
    const { pooled, models } = weightsBySignal[each] ?? otherWeights;
    total += pooled + models;
  }
  const { pooled, models } = weightsBySignal[signal] ?? otherWeights;
  return (model === null ? pooled : models / Math.max(1, modelCount)) / total;
}
