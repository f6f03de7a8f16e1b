// POST /api/{project}/minidump/: takes the crash of a native program as Crashpad and Breakpad upload it.
import type { Context } from 'hono';
import { attachFile } from '../../app/attach-file.ts';
import type { Token } from '../../domain/catalog/token.ts';
import { maxAttachments } from '../../domain/issue/attachment.ts';
import { isMinidump } from '../../domain/report/fingerprint/minidump/minidump.ts';
import { type CrashpadForm, dumpField, isAboutReport, readCrashpadEvent } from '../../wire/sentry/crashpad.ts';
import { readEvent } from '../../wire/sentry/event.ts';
import { attachPorts } from '../device/reporting.ts';
import { settleSoon } from '../device/settle-soon.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { asked, findToken, unpack } from './ask.ts';
import { bearerOf } from './bearer.ts';
import { fileDump, isOver, refuseLoud } from './file-items.ts';
import { refuseSentry } from './refuse-sentry.ts';

type Upload = CrashpadForm & { readonly names: ReadonlyMap<string, string> };

const oneDump = `Send a form with the dump in the field ${dumpField}.`;

export async function takeMinidump(c: Context<HttpEnv>): Promise<Response> {
  const token = await findToken(c, asked(c), null);
  if (token instanceof Response) return token;
  const bytes = await unpack(c);
  if (bytes instanceof Response) return bytes;
  const upload = await readUpload(bytes, c.req.header('content-type') ?? '');
  const dump = upload?.files.get(dumpField);
  if (upload === null || dump === undefined || !isMinidump(dump)) return refuseSentry(c, 400, oneDump);
  return fileUpload(c, token, { ...upload, dump });
}

/** A dump alone is taken, too. Null for a form that is broken, or none. */
async function readUpload(bytes: Uint8Array, contentType: string): Promise<Upload | null> {
  const nothing = { texts: new Map<string, string>(), names: new Map<string, string>() };
  if (isMinidump(bytes)) return { ...nothing, files: new Map([[dumpField, bytes]]) };
  const files = new Map<string, Uint8Array>();
  try {
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
    for (const [name, value] of form) {
      if (typeof value === 'string') nothing.texts.set(name, value);
      else {
        files.set(name, new Uint8Array(await value.arrayBuffer()));
        nothing.names.set(name, value.name);
      }
    }
  } catch {
    return null;
  }
  return { ...nothing, files };
}

async function fileUpload(
  c: Context<HttpEnv>,
  token: Token,
  { dump, ...upload }: Upload & { readonly dump: Uint8Array },
): Promise<Response> {
  const event = readEvent(readCrashpadEvent(upload));
  const { device } = event;
  const product = token.productId ?? '';
  const filed = { event, id: event.id ?? c.env.process.entropy.randomHex(16), dump };
  const answer = await fileDump(c, token, filed);
  const ports = attachPorts(c);
  if (isOver(answer)) return refuseLoud(c, answer.refusal, device);
  if (answer.ok) settleSoon(c);
  const reportId = answer.ok ? answer.report.id : filed.id;
  const files = [...upload.files].filter(([field]) => !isAboutReport(field)).slice(0, maxAttachments);
  for (const [field, bytes] of answer.ok ? files : []) {
    const file = {
      product,
      reportId,
      name: upload.names.get(field) ?? field,
      bytes,
      deviceId: null,
      ...bearerOf(token),
    };
    const attached = await attachFile(ports, file, c.get('nowMs'));
    if (!attached.ok) c.env.log('info', 'a file beside a minidump was not attached', { refusal: attached.refusal });
  }
  // The handler keeps this line as the name that the crash has here.
  return c.text(dashed(reportId), 200);
}

/** As UUIDs are written, which is what handlers expect. */
const dashed = (id: string): string =>
  id.replace(/^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/, '$1-$2-$3-$4-$5');
