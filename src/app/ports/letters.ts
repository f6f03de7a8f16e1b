// The port to letters: who agreed to be written to about a report, and what waits to be sent to them.
import type { Letter, News } from '../../domain/event/letter.ts';

export type ReportName = { readonly product: string; readonly reportId: string };

/** `recipient` stands for the address without telling it, so that letters to one can be counted. */
export type MailWish = ReportName & { readonly sealed: string; readonly recipient: string };

export type WaitingLetter = ReportName &
  Letter & {
    readonly id: string;
    /** `confirm`: asks whether it was they who agreed; nothing else is written before the answer. */
    readonly kind: 'confirm' | 'news';
    readonly sealed: string;
    readonly attempts: number;
    readonly sinceMs: number;
  };

export type Letters = {
  /** Keeps the wish and the letter that asks to confirm it. False when there is no such report, or that address was asked too often. */
  recordWish(wish: MailWish, letter: Letter, nowMs: number): Promise<boolean>;
  /** False when there is no such wish any more. */
  recordConfirmed(report: ReportName, nowMs: number): Promise<boolean>;
  /** Forgets the address and all that waits for it. */
  recordStopped(report: ReportName): Promise<boolean>;
  /** A letter for each confirmed wish of whoever reported the issue, once an event, and bounded a day and recipient. */
  recordNews(news: readonly News[], nowMs: number): Promise<void>;
  /** What is due, not given to anybody else for `lastsMs`. */
  takeLetters(wanted: {
    readonly nowMs: number;
    readonly lastsMs: number;
    readonly limit: number;
  }): Promise<WaitingLetter[]>;
  recordSent(
    id: string,
    after: { readonly state: 'waiting' | 'sent' | 'dead'; readonly nextMs: number; readonly fault: string | null },
  ): Promise<void>;
  recordForgotten(beforeMs: number): Promise<void>;
};

/** Within a day, for one recipient: a busy issue becomes no flood, and a stranger's address no target. */
export const maxNewsADay = 20;
export const maxConfirmsADay = 3;
