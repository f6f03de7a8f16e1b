// Learns from past rollouts what is normal for a fleet: shares of devices that say nothing, fail or miss their word on any build.
import type { GatePolicy, Signal, SignalRule } from './policy.ts';

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

/** Of past promoted builds, by signal. */
export type PastShares = Readonly<Partial<Record<Signal, PastShare>>>;

/**
 * Puts what is normal in the place of the gate's defaults. Signals that a plan states itself are not passed in. `lasting` are
 * those who stayed away: of boots, said that they restart and not a word within a day; of silence, not one in three days.
 */
export function deriveLearnedPolicy(policy: GatePolicy, past: PastShares, lasting: PastShares = {}): GatePolicy {
  return {
    ...policy,
    signals: policy.signals.map((rule) => {
      const learned = learnRule(rule, past[rule.signal]);
      const stayed = lasting[rule.signal];
      if (rule.lasting === undefined || !isEnough(stayed)) return learned;
      return { ...learned, lasting: deriveLimit(stayed) };
    }),
  };
}

const isEnough = (share: PastShare | undefined): share is PastShare =>
  share !== undefined && share.devices >= fewDevices;

function learnRule(rule: SignalRule, share: PastShare | undefined): SignalRule {
  if (!isEnough(share)) return rule;
  if (rule.test === 'share') return { ...rule, limit: deriveLimit(share) };
  // Its tolerance is added to what is normal; a rule whose tolerance is a ratio needs no base.
  return rule.base === null ? rule : { ...rule, base: clamp(share.events / share.devices) };
}

/** Two standard errors above what was seen, and the margin: past rollouts are a sample too. */
function deriveLimit({ events, devices }: PastShare): number {
  const share = clamp(events / devices);
  return (share + 2 * Math.sqrt((share * (1 - share)) / devices)) * margin;
}

const clamp = (share: number): number => Math.min(mostShare, Math.max(leastShare, share));
