// Break-glass: a named person overrides the gate of a rollout for a while, loudly, and the gate rules again afterwards.
import type { Role } from '../catalog/token.ts';

/** While it lasts the gate is asked and shown and does nothing; its evidence goes on over the life of the build. */
export type Override = {
  /** Name of a token. */
  readonly by: string;
  readonly reason: string;
  readonly fromMs: number;
  /** From this instant on the gate rules again. */
  readonly untilMs: number;
};

/** Whom a plan lets override its gates: people by the names of their tokens, and `role:operator` or `role:engineer`. */
export type Overriders = readonly string[];

/** Shorter than a tick it would be over before anybody saw it; longer than a week it would be another plan. */
export const overrideBounds = { leastS: 60, mostS: 7 * 86_400 } as const;

export const isOverridden = ({ override }: { readonly override: Override | null }, nowMs: number): boolean =>
  override !== null && nowMs < override.untilMs;

/** A plan that says nothing leaves it to whoever may decide. An operator is an engineer too, but stands on no list by that. */
export function mayOverride(
  overriders: Overriders | null,
  { actor, role }: { readonly actor: string; readonly role: Role },
): boolean {
  const roles = role === 'operator' ? ['role:operator', 'role:engineer'] : [`role:${role}`];
  return [actor, ...roles].some((name) => (overriders ?? ['role:engineer']).includes(name));
}

/** What a person asks for. */
export type OverrideAsked = {
  readonly by: string;
  readonly lastsS: number;
  /** The plan names them, by role or by name. */
  readonly isAllowed: boolean;
};

export type OverrideRefusal =
  | 'may-not-override'
  | 'not-overridable'
  | 'override-out-of-range'
  | 'override-in-force'
  | 'reason-required';

/** Null when it may begin. One at a time: who wants another waits, or holds the rollout. */
export function checkOverride(
  current: { readonly override: Override | null },
  { asked, verb, reason, nowMs }: { asked: OverrideAsked; verb: string; reason: string | null; nowMs: number },
): OverrideRefusal | null {
  if (verb !== 'promote' && verb !== 'resume') return 'not-overridable';
  if (!asked.isAllowed) return 'may-not-override';
  if (reason === null || reason.trim() === '') return 'reason-required';
  const { leastS, mostS } = overrideBounds;
  if (!(asked.lastsS >= leastS && asked.lastsS <= mostS)) return 'override-out-of-range';
  return isOverridden(current, nowMs) ? 'override-in-force' : null;
}

export const deriveOverride = ({ by, lastsS }: OverrideAsked, reason: string | null, nowMs: number): Override => ({
  by,
  reason: reason ?? '',
  fromMs: nowMs,
  untilMs: nowMs + lastsS * 1000,
});
