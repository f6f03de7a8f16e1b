// Learns from past rollouts what is normal for a fleet: shares of devices that say nothing, fail or miss their word on any build.
import type { GatePolicy, RatioRule, ShareRule, Signal } from './policy.ts';

/** Devices of past promoted builds: how many it happened to, of how many. */
export type PastShare = { readonly events: number; readonly devices: number };

/** Fewer devices than this say less than the gate's own defaults. */
const fewDevices = 1000;
/** A fleet so quiet or so good that its share is lower is judged as if it were this: one event in so many is no rate. */
const leastShare = 0.0005;
/** Shares beyond this are no base but a fault of their own. */
const mostShare = 0.5;
/** Room for the difference between one rollout and the next: the margin of crash rates. */
const margin = 1.1;

/** Puts what is normal in the place of the gate's defaults. Signals that a plan states itself are not passed in. */
export function deriveLearnedPolicy(
  policy: GatePolicy,
  past: Readonly<Partial<Record<Signal, PastShare>>>,
): GatePolicy {
  return {
    ...policy,
    signals: policy.signals.map((rule) => {
      const share = past[rule.signal];
      if (share === undefined || share.devices < fewDevices) return rule;
      return rule.test === 'ratio' ? learnBase(rule, share) : learnLimit(rule, share);
    }),
  };
}

/** Its tolerance is added to what is normal; a rule whose tolerance is a ratio needs no base. */
function learnBase(rule: RatioRule, { events, devices }: PastShare): RatioRule {
  return rule.base === null ? rule : { ...rule, base: clamp(events / devices) };
}

/** Two standard errors above what was seen, and the margin: past rollouts are a sample too. */
function learnLimit(rule: ShareRule, { events, devices }: PastShare): ShareRule {
  const share = clamp(events / devices);
  const above = share + 2 * Math.sqrt((share * (1 - share)) / devices);
  return { ...rule, limit: above * margin };
}

const clamp = (share: number): number => Math.min(mostShare, Math.max(leastShare, share));
