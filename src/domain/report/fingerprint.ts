// The fingerprint that a report finds its issue by: of the crash in its text, or of its title where it reports none.
import { fingerprintText } from './fingerprint/fingerprint-text.ts';
import { hashWords } from './fingerprint/key/hash.ts';
import { readText } from './fingerprint/parse/text.ts';
import type { ReportKind } from './report.ts';

/** 32 hex digits; equal where kind and strict key are. Other keys of a crash are in `fingerprintText`. */
export function deriveFingerprint({ kind, title, text }: { kind: ReportKind; title: string; text: string }): string {
  if (kind !== 'crash') return hashWords([kind, ...readText(title).parts.strict]);
  const said = text.trim() === '' ? title : text;
  return hashWords([kind, fingerprintText(said).keys.strict]);
}
