// The port to grouping again what was grouped by other rules, or without the symbols that are there by now.
import type { ReportKeys } from '../../domain/issue/keys.ts';
import type { ReportKind } from '../../domain/report/report.ts';
import type { ReportedBuild } from './symbols.ts';

/** A report as far as its keys depend on it; its text waits in the database or lies in storage. */
export type KeyedReport = ReportedBuild & {
  readonly product: string;
  readonly id: string;
  readonly kind: ReportKind;
  readonly title: string;
  readonly objectKey: string;
  readonly receivedMs: number;
  /** Null once the text is in storage. */
  readonly body: string | null;
  readonly hasFiles: boolean;
};

export type Rekeyed = {
  readonly product: string;
  readonly id: string;
  /** Null for those that it has, whatever they are: nobody judged them again. */
  readonly keys: ReportKeys | null;
  readonly wants: string | null;
  /** How an issue that it founded is called by these keys, and what the search finds it by; null for as it is. */
  readonly shown: { readonly title: string | null; readonly excerpt: string | null } | null;
};

/** A key that rules of an older version made, and how far its reports were looked at. */
export type OldKey = {
  readonly product: string;
  readonly key: string;
  readonly version: string;
  readonly walked: string | null;
};

export type Regroupings = {
  /** Those that wait under these numbers, in no order. */
  loadWaitingReports(seqs: readonly number[]): Promise<(KeyedReport & { readonly seq: number })[]>;
  /** Settled reports that want symbols which are there; each of them is found until `recordRekeyed` takes the want away. */
  loadWanting(limit: number): Promise<KeyedReport[]>;
  /** Files of symbols that came before `beforeMs` have been put into every report that came before them. */
  recordSymbolsApplied(beforeMs: number): Promise<void>;
  /** A key of one of these versions; null when there is none, which costs one look into an index. */
  loadOldKey(versions: readonly string[]): Promise<OldKey | null>;
  /** The reports of a key behind where it was walked to, the oldest first. */
  loadReportsOfKey(key: OldKey, limit: number): Promise<KeyedReport[]>;
  /** Its reports were looked at up to this one; null for all: then the key has the version of its reports, or without any `version`. */
  recordWalked(key: OldKey, last: KeyedReport | null, version: string): Promise<void>;
  /**
   * Gives reports other keys, and moves what was counted of them, in one transaction; the same again changes nothing. An old
   * key leads to the same issue while all of its reports agree on another one, and what disagrees gets an issue of its own.
   */
  recordRekeyed(reports: readonly Rekeyed[], nowMs: number): Promise<void>;
  /**
   * Puts right a piece of what a key counts that lost reports, or is in another issue: devices that two issues met are one,
   * and first and last times. False when nothing is left to do.
   */
  recordRecounted(nowMs: number): Promise<boolean>;
};
