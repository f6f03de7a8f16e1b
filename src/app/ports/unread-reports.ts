// The port to reports that are acknowledged and not read yet: their text is kept, and no issue knows them.
import type { Filing, Unread } from '../../domain/issue/filing.ts';

export type WhichUnread =
  | { readonly by: 'age' }
  | { readonly by: 'report'; readonly product: string; readonly id: string }
  | { readonly by: 'sender'; readonly product: string; readonly sender: string };

export type Backlog = {
  readonly unread: number;
  /** With those: all whose text is not in storage yet. */
  readonly waiting: number;
  /** When the oldest came in; null when none waits. */
  readonly oldestMs: number | null;
};

export type UnreadReports = {
  /**
   * Keeps a report as it is; durable once it resolves. False, and nothing is kept, where it takes a closer look: for an
   * unknown product, an id that is there, a sender that sends much.
   */
  putUnread(report: Unread): Promise<boolean>;
  /** The oldest first; fewer than `limit` where their texts are long. */
  loadUnread(which: WhichUnread, limit: number): Promise<Unread[]>;
  /** Puts those among the reports that still wait unread, each into the issue that knows one of its keys. */
  recordRead(filings: readonly Filing[]): Promise<void>;
  loadBacklog(): Promise<Backlog>;
};
