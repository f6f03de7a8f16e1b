// Arithmetic of e-values in logarithms, because a fleet's evidence overflows any double long before it ends.
import { exp, ln } from '../logarithm.ts';

/** `ln Σ exp(xᵢ)` without overflow; minus infinity for no terms. */
export function deriveLogSum(logs: readonly number[]): number {
  let peak = Number.NEGATIVE_INFINITY;
  for (const log of logs) peak = Math.max(peak, log);
  if (peak === Number.NEGATIVE_INFINITY) return peak;
  let sum = 0;
  for (const log of logs) sum += exp(log - peak);
  return peak + ln(sum);
}

/** `ln` of the plain mean of e-values given by their logarithms; 0 (an e-value of one: no evidence) for no bets. */
export function deriveLogMean(logs: readonly number[]): number {
  return logs.length === 0 ? 0 : deriveLogSum(logs) - ln(logs.length);
}

/** Above this an e-value is beyond any doubt, and JSON has no infinity. */
const logMax = 690;

/** The e-value itself, for people and JSON: finite, at most 4.6e299. */
export function deriveE(logE: number): number {
  return exp(Math.min(logE, logMax));
}
