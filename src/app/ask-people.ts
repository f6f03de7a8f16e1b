// Tells that a rollout waits for a person: once for each decision it stands at, and not at every look of the gate.
import { deriveRolloutAsks } from '../domain/event/rollout-events.ts';
import type { GateOutcome } from './evaluate-gates.ts';
import type { Outbox } from './ports/outbox.ts';
import type { Rollouts } from './ports/rollouts.ts';

export type AskPorts = { readonly outbox: Outbox; readonly rollouts: Pick<Rollouts, 'loadRollout'> };

export async function askPeople(
  { outbox, rollouts }: AskPorts,
  outcomes: readonly GateOutcome[],
  nowMs: number,
): Promise<void> {
  for (const { rolloutId, outcome } of outcomes) {
    if (outcome !== 'waits-for-approval') continue;
    const rollout = await rollouts.loadRollout(rolloutId);
    if (rollout === null) continue;
    await outbox.recordNoticed(deriveRolloutAsks(rollout, nowMs));
  }
}
