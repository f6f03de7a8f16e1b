// Reads the report that tells most of an issue, for who opens its page: they see the fault before they open any report.

import { maxTextBytes } from '../domain/issue/filing.ts';
import type { TextCodec } from '../domain/privacy/clean-file.ts';
import { deriveGlance, type Glance } from '../domain/report/glance.ts';
import { AppError } from './app-error.ts';
import type { Objects } from './ports/objects.ts';
import type { Reports } from './ports/reports.ts';
import { showReport } from './show-report.ts';

/** Null where there is no text, or a longer one than reports say themselves, such as that of an archive. */
export async function glanceAtReport(
  ports: { readonly reports: Reports; readonly objects: Objects; readonly codec: TextCodec },
  report: { readonly product: string; readonly id: string },
): Promise<Glance | null> {
  const shown = await showReport(ports, report).catch(unlessStorageIsAway);
  const found = shown?.text ?? null;
  if (found === null || found.length > maxTextBytes) return null;
  const text = typeof found === 'string' ? found : ports.codec.decode(found, 'utf-8');
  return text === null ? null : deriveGlance(text);
}

/** What is counted of an issue stands in the database: its page does not go away with its texts. */
function unlessStorageIsAway(error: unknown): null {
  if (error instanceof AppError && error.code === 'storage-unavailable') return null;
  throw error;
}
