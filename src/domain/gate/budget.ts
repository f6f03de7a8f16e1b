// Splits one chance of a false halt over all signals and models, and weighs their e-values together (gates.md 1.5).
import { deriveLogSum } from './log-space.ts';
import type { Signal } from './policy.ts';

/** The e-value of one signal, pooled (`model: null`) or for one model. */
export type Term = { readonly signal: Signal; readonly model: string | null; readonly logE: number };

export type Combined = { readonly logE: number; readonly largest: Term | null };

/** Crashes are frequent and so pay for their weight first; silence is what a brick leaves behind (gates.md 1.5). */
const pooledWeights: Readonly<Record<Signal, number>> = { 'crash-rate': 0.35, silence: 0.2, 'failed-installs': 0.1 };
const modelWeights: Readonly<Record<Signal, number>> = { 'crash-rate': 0.2, silence: 0.1, 'failed-installs': 0.05 };

/** What is watched: fixed by plan and build before the first count, which is what keeps the weighted mean an e-process. */
export type Budget = { readonly signals: readonly Signal[]; readonly modelCount: number };

/** Share of α that a term may spend; the weights of all terms of a budget add up to at most one. */
export function deriveWeight(term: Pick<Term, 'signal' | 'model'>, { signals, modelCount }: Budget): number {
  const total = signals.reduce((sum, signal) => sum + pooledWeights[signal] + modelWeights[signal], 0);
  const own = term.model === null ? pooledWeights[term.signal] : modelWeights[term.signal] / Math.max(1, modelCount);
  return own / total;
}

/** Weighted mean of e-values, valid under any dependence between them (Vovk and Wang 2021), and the term that gives most of it. */
export function deriveCombined(terms: readonly Term[], budget: Budget): Combined {
  const weighted = terms.map((term) => Math.log(deriveWeight(term, budget)) + term.logE);
  const logE = deriveLogSum(weighted);
  return { logE, largest: terms[weighted.indexOf(Math.max(...weighted))] ?? null };
}
