// Tests crash signatures that no build had before, each on a shrinking part of its own budget; they hold, and never halt (gates.md 1.5).
import { ln, ln1p } from '../logarithm.ts';
import { deriveLogMean } from './log-space.ts';

/** Distinct devices, counted from the device after the one that revealed the signature. */
export type SignatureCount = {
  readonly id: string;
  /** 1 for the first never-seen signature of the rollout, 2 for the second, … */
  readonly order: number;
  readonly devices: number;
  readonly controlDevices: number;
  /** Devices that could have shown it: on the build, and not yet offered it. */
  readonly exposed: number;
  readonly control: number;
};

const bets = [1.3, 1.5, 2, 3, 5, 10, 20];
const margin = 1.1;

/** ln of the e-process against "devices on the build show it at most 1.1 times as often". */
export function deriveSignatureHarm({ devices, controlDevices, exposed, control }: SignatureCount): number {
  if (exposed <= 0 || control <= 0) return 0;
  const share = exposed / (exposed + control);
  const nats = (ratio: number) => devices * ln(ratio) - (devices + controlDevices) * ln1p((ratio - 1) * share);
  return deriveLogMean(bets.map((bet) => nats(bet) - nats(margin)));
}

/** The k-th has α·0.05/(k(k+1)) to spend: however many come, together they spend 5 % of α. */
export function deriveSignatureLine(order: number, alpha: number): number {
  return (order * (order + 1)) / (0.05 * alpha);
}
