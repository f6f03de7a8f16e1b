// The port to files of symbols: what is known of each; the bytes are in object storage.

import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import type { Symbols } from '../../domain/report/symbols/symbols.ts';

export type SymbolFilter = {
  readonly product: string;
  /** The id of a build. */
  readonly build: string | null;
};

/** The build that a report ran: its id, or the name that was reported while nobody published it. */
export type ReportedBuild = { readonly buildId: string | null; readonly reportedBuild: string };

export type SymbolStore = {
  /**
   * Adds the file as one on its way, with the audit. Answers what is there afterwards: of the same content for the same build
   * it stays what it was if it is there already. Null without such a product.
   */
  recordSymbols(symbols: Omit<Symbols, 'id'>, audit: AuditEntry): Promise<Symbols | null>;
  /** It is there now; false when it is not on its way under this upload. */
  recordUploaded(id: number, uploadId: string): Promise<boolean>;
  loadSymbolsById(id: number): Promise<Symbols | null>;
  /** The newest first; those on their way, too. */
  loadSymbols(filter: SymbolFilter, page: PageRequest): Promise<Page<Symbols>>;
  /** Those that are there and answer to one of the tokens (`wants.ts`) for a report of the build: the newest, `maxFoundSymbols` at most. */
  findSymbols(product: string, build: ReportedBuild, tokens: readonly string[]): Promise<Symbols[]>;
};
