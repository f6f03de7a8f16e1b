// Folds what waits, batch upon batch, until a minute's worth of work is done: many devices send few events each.
import { foldCheckins } from './fold-checkins.ts';
import type { Folds } from './ports/folds.ts';

/** Some 20 s on two cores, which fold 10,000 events a second; what is left waits for the next tick. */
export const maxWaitingEvents = 200_000;
const batchesBetweenLooks = 500;

export async function foldWaitingCheckins(ports: { readonly folds: Folds }, nowMs: number): Promise<void> {
  let events = 0;
  while (events < maxWaitingEvents) {
    const summary = await foldCheckins(ports, nowMs, { maxBatches: batchesBetweenLooks });
    if (summary.batches < batchesBetweenLooks) return;
    events += summary.folded + summary.repeated + summary.refused;
  }
}
