// The port to what the database knows of published role files: whose effects and audit entry are done.
import type { AuditEntry } from '../../domain/audit/chain.ts';

/** A role file whose effects took place. */
export type SettledPublication = {
  readonly role: string;
  readonly version: number;
  readonly digest: string;
  readonly settledMs: number;
};

export type TrustPublications = {
  /** The newest of every role. */
  loadSettled(): Promise<readonly SettledPublication[]>;
  /**
   * Notes that a publication is settled, removes the proposals it made void, and audits, in one transaction; false, and
   * nothing happens, when that version or a later one is noted already.
   */
  recordSettled(publication: SettledPublication, audit: AuditEntry): Promise<boolean>;
};
