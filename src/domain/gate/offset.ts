// Learns from past rollouts how much more some devices crash on any build, so that exposure can carry it (gates.md 1.2, offsets).
import { ln } from '../logarithm.ts';

export type Rate = { readonly events: number; readonly exposure: number };

export type Offset = {
  /** Rate of the group relative to all others: κ for insiders, φ for the first hours after any update. */
  readonly factor: number;
  /** Two standard errors of its logarithm. */
  readonly error: number;
  /** Its error fits inside the margin; otherwise the group is left out of the comparison. */
  readonly isUsable: boolean;
};

const unknown: Offset = { factor: 1, error: Number.POSITIVE_INFINITY, isUsable: false };

/** `group` and `others` ran the same builds at the same time; `margin` is the ratio that the gate calls no harm yet. */
export function deriveOffset(group: Rate, others: Rate, margin: number): Offset {
  if (group.events <= 0 || others.events <= 0 || group.exposure <= 0 || others.exposure <= 0) return unknown;
  const factor = group.events / group.exposure / (others.events / others.exposure);
  const error = 2 * Math.sqrt(1 / group.events + 1 / others.events);
  return { factor, error, isUsable: error <= ln(margin) };
}
