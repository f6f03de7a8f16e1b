// The keys by which a report finds its issue.
import { fingerprintText } from '../report/fingerprint/fingerprint-text.ts';
import { hashWords } from '../report/fingerprint/key/hash.ts';
import { deriveFingerprint } from '../report/fingerprint.ts';
import type { ReportKind } from '../report/report.ts';

/** Kept beside the strict key, so that other rules can group again what these grouped. */
export type OtherKeys = {
  readonly version: string;
  readonly loose: string;
  readonly raw: string;
  readonly alt: readonly string[];
};

export type ReportKeys = {
  /** What `deriveFingerprint` answers. */
  readonly strict: string;
  /** A report joins the issue that knows its strict key, or else one of these. */
  readonly alt: readonly string[];
  /** Null for what people write: a text is never joined to another by its words alone. */
  readonly other: OtherKeys | null;
  /** What the crash is called, for a sender that gives no title. */
  readonly title: string;
};

const maxAlt = 8;

export function deriveKeys(report: { kind: ReportKind; title: string; text: string }): ReportKeys {
  const { kind, title, text } = report;
  if (kind !== 'crash') return { strict: deriveFingerprint(report), alt: [], other: null, title };
  const print = fingerprintText(text.trim() === '' ? title : text);
  const keyed = (key: string): string => hashWords([kind, key]);
  const { strict, loose, raw } = print.keys;
  const alt = print.keys.alt.slice(0, maxAlt).map(keyed);
  const other = { version: print.version, loose: keyed(loose), raw: keyed(raw), alt };
  return { strict: keyed(strict), alt, other, title: print.title };
}
