// Sends a file that came with a report: as a download of nameless bytes, whatever it is, for somebody else wrote it.
import type { Context } from 'hono';
import type { FoundAttachment } from '../../app/find-attachment.ts';
import type { Attachment } from '../../domain/issue/attachment.ts';
import type { HttpEnv } from './http-env.ts';

export function sendFile(c: Context<HttpEnv>, found: FoundAttachment) {
  if (found.kind === 'elsewhere') return c.redirect(found.url, 302);
  c.header('content-disposition', `attachment; filename*=UTF-8''${encodeName(nameToSave(found.attachment))}`);
  c.header('content-security-policy', "default-src 'none'; sandbox");
  c.header('cross-origin-resource-policy', 'same-origin');
  return c.body(new Uint8Array(found.bytes), 200, { 'content-type': 'application/octet-stream' });
}

/** What was kept of an archive is a text, and no program should take it for the archive. */
const nameToSave = ({ name, form }: Attachment): string =>
  form === 'text' && /\.(?:zip|t?gz|gzip)$/i.test(name) ? `${name}.txt` : name;

/** RFC 8187: everything but plain letters and digits is written as its bytes. */
const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/['()*!]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
