// The port to the fold of waiting check-ins: facts are gathered, changes recorded and batches removed in one transaction.
import type { FoldChanges, FoldFacts } from '../../domain/device/fold.ts';

/** What one fold did. `repeated` and `refused` events changed nothing: folded before, or of no device that may speak. */
export type FoldCounts = {
  readonly batches: number;
  readonly folded: number;
  readonly repeated: number;
  readonly refused: number;
};

export type FoldOrder = { readonly maxBatches: number; readonly nowMs: number };
export type Decide = (facts: FoldFacts) => FoldChanges;

export type Folds = {
  /** Folds the oldest batches; null while another folder is at work. A crash at any point loses nothing and counts nothing twice. */
  recordFold(order: FoldOrder, decide: Decide): Promise<FoldCounts | null>;
  /** Forgets up to `limit` folded events and as many windows from before an instant; answers how many rows went. */
  recordForgotten(beforeMs: number, limit: number): Promise<number>;
};
