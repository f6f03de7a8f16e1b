// The port to the audit chain, for those who read and check it; entries are written by the adapters, with the change they tell of.
import type { ChainedEntry } from '../../domain/audit/chain.ts';

export type AuditQuestion = {
  /** Only entries behind this one; 0 for the beginning. */
  readonly afterSeq: number;
  readonly limit: number;
  /** Only entries about this subject; null for all, which alone makes a chain. */
  readonly subject: string | null;
};

export type Audit = {
  /** The newest entry; null while there is none. */
  loadNewest(): Promise<ChainedEntry | null>;
  /** In ascending order, at most `limit`. */
  loadEntries(question: AuditQuestion): Promise<readonly ChainedEntry[]>;
};
