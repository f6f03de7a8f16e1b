// Keeps a handful of devices from halting a build: before enough of them were harmed, a signal of theirs can only hold it.
import { ln } from '../logarithm.ts';
import type { GatePolicy, SignalRule } from './policy.ts';

/** From here on the evidence against one signal forbids to advance. Models share one β, so that fifty are not held fifty times as often. */
export const deriveAgainstLine = ({ beta }: GatePolicy, isSingle: boolean, modelCount: number): number =>
  ln((isSingle ? modelCount : 1) / beta);

/** How many more devices must have had the event before the signal may halt; 0 where that is not asked. */
export function countLacking(rule: SignalRule, { minDevices }: GatePolicy, harmed: number): number {
  if (rule.test === 'share' || rule.minHarmed === undefined) return 0;
  return Math.max(0, Math.min(rule.minHarmed, minDevices) - harmed);
}

/** Why a signal may not halt for now; both hold it all the same. */
export type Doubt = {
  /** Devices with the event until it may. */
  readonly lacking: number;
  /** All of it came in one burst of hours, as an outage does. */
  readonly isBurst: boolean;
};

const isDoubtful = ({ lacking, isBurst }: Doubt): boolean => lacking > 0 || isBurst;

/**
 * The evidence of harm that may halt: no more than what forbids to advance, while it is doubtful. It never exceeds the
 * e-process that it is made of, so α holds as before; only power could be lost, and comes back with more devices.
 */
export const deriveSureHarm = (logE: number, doubt: Doubt, againstLine: number): number =>
  isDoubtful(doubt) ? Math.min(logE, againstLine) : logE;
