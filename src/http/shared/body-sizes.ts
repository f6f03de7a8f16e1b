// How large a body may be, by route: most are small, and what brings a report or a file may bring more.
import { maxAttachmentBytes } from '../../domain/issue/attachment.ts';
import { maxTextBytes } from '../../domain/issue/filing.ts';
import { defaultBodyBytes } from './body-limit.ts';

/** A text in JSON may take twice its bytes in escapes, and a little more for the fields beside it. */
export const maxReportBodyBytes = 2 * maxTextBytes + 64 * 1024;

/** An envelope: an event with its attachments. Sentry's own limit is 20 MB; an isolate has 128 MB for several at a time. */
export const maxEnvelopeBytes = maxAttachmentBytes + 1024 * 1024;

/** A report from the page with its files: two of the largest, or many screenshots. */
export const maxFormBytes = 2 * maxAttachmentBytes + 256 * 1024;

/** In bytes as they come in, packed or not. */
export function maxBodyBytes(method: string, path: string, contentType = ''): number {
  if (method === 'PUT' && path.startsWith('/v1/reports/')) return maxAttachmentBytes;
  if (method === 'POST' && path === '/v1/reports') return maxReportBodyBytes;
  const hasFiles = path === '/report' || /^\/my-reports\/[^/]+\/[^/]+\/(?:retest|more)$/.test(path);
  if (method === 'POST' && hasFiles && /^multipart\/form-data\b/i.test(contentType)) return maxFormBytes;
  if (method === 'POST' && path.startsWith('/api/')) return maxEnvelopeBytes;
  return defaultBodyBytes;
}
