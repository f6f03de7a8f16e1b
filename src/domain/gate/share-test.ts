// Tests a share of devices (failed installs, silence) against a fixed limit, valid at any look (gates.md 1.3 d).
import { exp, ln, ln1p } from '../logarithm.ts';
import { deriveBand, type Interval } from './band.ts';
import { deriveLogMean } from './log-space.ts';

/** `events` of `devices`. */
export type Share = { readonly events: number; readonly devices: number };

/** With the limit of 2 % these are the 3, 5, 10, 20 and 40 % of gates.md 1.3 d. */
const harmFactors = [1.5, 2.5, 5, 10, 20];
/** Healthy shares, relative to the limit of what is normal. */
const safeFactors = [0.5, 1];
/** Shares of devices that are away for now, relative to what is tolerated for good: a day later, hours later, at once. */
const lastingFactors = [0.05, 0.17, 0.5];
/** From five in ten thousand to nearly all, for the interval that is shown. */
const rivals = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.4, 0.7, 0.9].map(logit);
const logitMax = 14;

/** ln of the e-process against "the share is at most `limit`": large means harm. */
export function deriveShareHarm(share: Share, limit: number): number {
  // A limit near one leaves no room for twentyfold: such bets go half of the way that is left.
  const bets = harmFactors.map((factor) => Math.min(limit * factor, (1 + limit) / 2));
  return deriveLogMean(bets.map((bet) => logBet(share, bet, limit)));
}

/** ln of the e-process against "the share is at least `tolerated`": large means safe. `best` is its strongest bet. */
export function deriveShareSafety(share: Share, limit: number, tolerated: number): Safety {
  return deriveSafety(
    share,
    safeFactors.map((factor) => limit * factor),
    tolerated,
  );
}

/**
 * The same of devices that never come back, where `events` are those that are away until now: never fewer than the lost, so
 * at every look the e-process of the lost bounds it. Nothing is added to `tolerated`: who is only late does come back.
 */
export function deriveLastingSafety(share: Share, tolerated: number): Safety {
  return deriveSafety(
    share,
    lastingFactors.map((factor) => tolerated * factor),
    tolerated,
  );
}

/** The same where some healthy devices stay away for days: `usual` is their share, and added to `tolerated` already. */
export function deriveQuietSafety(share: Share, usual: number, tolerated: number): Safety {
  return deriveSafety(share, [usual / 2, usual, Math.sqrt(usual * tolerated)], tolerated);
}

export type Safety = { readonly logE: number; readonly best: number; readonly bets: number };

function deriveSafety(share: Share, bets: readonly number[], tolerated: number): Safety {
  const logs = bets.map((bet) => logBet(share, bet, tolerated));
  return { logE: deriveLogMean(logs), best: Math.max(0, ...logs), bets: logs.length };
}

/** What no look has excluded; `null` without devices. */
export function deriveShareInterval({ events, devices }: Share, alpha: number): Interval | null {
  if (devices === 0) return null;
  const likelihood = {
    at: (position: number) => -events * ln1p(exp(-position)) - (devices - events) * ln1p(exp(position)),
    slopeAt: (position: number) => events - devices * expit(position),
    from: -logitMax,
    to: logitMax,
  };
  const { low, high } = deriveBand(likelihood, rivals, alpha);
  return { low: low === null ? 0 : expit(low), high: high === null ? 1 : expit(high) };
}

/** Nats the right bet gains with each device when the true share is `truth`. */
export function deriveShareGrowth(truth: number, rejected: number): number {
  return truth * ln(truth / rejected) + (1 - truth) * ln((1 - truth) / (1 - rejected));
}

function logBet({ events, devices }: Share, bet: number, rejected: number): number {
  return events * ln(bet / rejected) + (devices - events) * ln((1 - bet) / (1 - rejected));
}

function logit(share: number): number {
  return ln(share / (1 - share));
}

function expit(position: number): number {
  return 1 / (1 + exp(-position));
}
