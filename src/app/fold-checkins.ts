// Folds waiting check-ins into what the gate and the engineers look at.
import { foldEvents } from '../domain/device/fold.ts';
import type { FoldCounts, Folds } from './ports/folds.ts';

/**
 * Batches in one transaction: more win little per event, lose more work to a crash, and keep a process that answers polls
 * busy for longer at a stretch (2,000 events: 40 ms on Node 20).
 */
const batchesAtOnce = 20;

/** What was done, and whether the queue was empty at the end; another folder at work leaves it to be said by that one. */
export type FoldSummary = FoldCounts & { readonly isDrained: boolean };

const nothing: FoldSummary = { batches: 0, folded: 0, repeated: 0, refused: 0, isDrained: false };

/** Stops at `maxBatches`, at an empty queue, or where another folder is at work. */
export async function foldCheckins(
  ports: { readonly folds: Folds },
  nowMs: number,
  { maxBatches }: { readonly maxBatches: number },
): Promise<FoldSummary> {
  let summary = nothing;
  while (summary.batches < maxBatches) {
    const order = { maxBatches: Math.min(batchesAtOnce, maxBatches - summary.batches), nowMs };
    const counts = await ports.folds.recordFold(order, foldEvents);
    if (counts === null) return summary;
    summary = addCounts(summary, counts);
    if (counts.batches < order.maxBatches) return { ...summary, isDrained: true };
  }
  return summary;
}

function addCounts(summary: FoldSummary, counts: FoldCounts): FoldSummary {
  return {
    ...summary,
    batches: summary.batches + counts.batches,
    folded: summary.folded + counts.folded,
    repeated: summary.repeated + counts.repeated,
    refused: summary.refused + counts.refused,
  };
}
