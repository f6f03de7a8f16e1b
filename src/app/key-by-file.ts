// Groups a crash by a file that came with it, where its own text tells of none: an SDK sends a note, and the dump beside it.
import { maxExcerptChars, maxTextBytes } from '../domain/issue/filing.ts';
import { deriveKeys } from '../domain/issue/keys.ts';
import type { TextCodec } from '../domain/privacy/clean-file.ts';
import { fingerprintText } from '../domain/report/fingerprint/fingerprint-text.ts';
import type { Objects } from './ports/objects.ts';
import type { Regroupings } from './ports/regroupings.ts';
import type { Reports } from './ports/reports.ts';
import type { SymbolStore } from './ports/symbols.ts';
import { openPages, symboliseReport } from './symbolise-report.ts';

export type KeyByFilePorts = {
  readonly reports: Reports;
  readonly regroupings: Regroupings;
  readonly symbols: SymbolStore;
  readonly objects: Objects;
  readonly codec: TextCodec;
};

/**
 * `text` is that of the file, cleaned. The same again changes nothing. Answers the strict key of what the report tells of
 * from now on, before symbols; null where it is no crash.
 */
export async function keyByFile(
  ports: KeyByFilePorts,
  { product, reportId, text }: { readonly product: string; readonly reportId: string; readonly text: string },
  nowMs: number,
): Promise<string | null> {
  const report = await ports.reports.loadReport(product, reportId);
  if (report === null || report.kind !== 'crash') return null;
  const { kind, title } = report;
  const own = await loadText(ports, report);
  if (own === null || tellsOfCrash(own)) return own === null ? null : deriveKeys({ kind, title, text: own }).strict;
  const pages = openPages(ports.objects, ports.codec);
  const named = await symboliseReport({ symbols: ports.symbols, pages }, { ...report, text });
  const keys = deriveKeys({ kind, title, text: named.text });
  const isDerived = deriveKeys({ kind, title, text: own }).title === title;
  const shown = { title: isDerived ? keys.title : null, excerpt: named.text.slice(0, maxExcerptChars) };
  await ports.regroupings.recordRekeyed([{ product, id: reportId, keys, wants: named.wants, shown }], nowMs);
  return deriveKeys({ kind, title, text }).strict;
}

export const tellsOfCrash = (text: string): boolean => fingerprintText(text).kind !== 'text';

async function loadText(
  { reports, objects, codec }: Pick<KeyByFilePorts, 'reports' | 'objects' | 'codec'>,
  { product, id, objectKey }: { readonly product: string; readonly id: string; readonly objectKey: string },
): Promise<string | null> {
  const waiting = await reports.loadWaitingText(product, id);
  if (waiting !== null) return waiting;
  const bytes = await objects.loadObject(objectKey, 2 * maxTextBytes);
  return bytes === null ? null : codec.decode(bytes, 'utf-8');
}
