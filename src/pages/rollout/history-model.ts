// The decisions of a rollout as a timeline: what, who, when, why, and what the gate looked at.
import { deriveSeenWords } from '../../domain/gate/reason.ts';
import type { Page } from '../../domain/page.ts';
import type { Decision, Rollout } from '../../domain/rollout/rollout.ts';
import type { Tone } from '../parts.tsx';
import { printableLine } from '../printable.ts';
import { type Instant, instantOf } from '../when.tsx';
import { decisionWords } from './words.ts';

export type EntryModel = {
  readonly number: number;
  readonly word: string;
  readonly tone: Tone;
  readonly stage: string;
  readonly actor: string;
  readonly at: Instant | null;
  readonly reason: string;
  /** Until when it goes over the gate. */
  readonly overridesUntil: Instant | null;
  /** What the gate saw then, a sentence a signal; empty where it was not asked. */
  readonly seen: readonly string[];
};

export type HistoryModel = { readonly entries: readonly EntryModel[]; readonly olderHref: string | null };

export function historyModel({ items, next }: Page<Decision>, rollout: Rollout, nowMs: number): HistoryModel {
  return {
    entries: items.map((decision) => entryModel(decision, rollout, nowMs)),
    olderHref: next === null ? null : `/rollouts/${rollout.id}?live=off&after=${encodeURIComponent(next)}#history`,
  };
}

export const entryModel = (decision: Decision, { stages }: Rollout, nowMs: number): EntryModel => ({
  number: decision.number,
  ...decisionWords(decision.kind),
  stage: printableLine(stages[decision.stageIndex]?.name ?? ''),
  actor: printableLine(decision.actor),
  at: instantOf(decision.decidedMs, nowMs),
  reason: printableLine(decision.reason, 1000),
  overridesUntil: instantOf(decision.overrideUntilMs, nowMs),
  seen: (decision.verdict?.signals ?? [])
    .filter(({ model }) => model === null)
    .map((reading) => printableLine(deriveSeenWords(reading), 1000)),
});
