// /api/{project}/envelope/, /store/ and /minidump/: takes what Sentry's SDKs send, so that apps report here by their address alone.
import { type Context, Hono } from 'hono';
import type { Token } from '../../domain/catalog/token.ts';
import { isMinidump } from '../../domain/report/fingerprint/minidump/minidump.ts';
import { readKey } from '../../wire/sentry/auth.ts';
import { type Envelope, type EnvelopeItem, parseEnvelope, readJson } from '../../wire/sentry/envelope.ts';
import { normaliseId, readEvent, type SentryReport } from '../../wire/sentry/event.ts';
import { type Json, textAt } from '../../wire/sentry/json.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { allowOrigins, asked, findToken, unpack } from './ask.ts';
import { attachItems } from './attach-items.ts';
import { type FiledItem, fileEvent, fileEventDump, fileFeedback } from './file-items.ts';
import { takeMinidump } from './minidump.ts';
import { refuseSentry } from './refuse-sentry.ts';

async function preflight(c: Context<HttpEnv>) {
  allowOrigins(c);
  return c.body(null, 204);
}

/** Nobody unknown makes the service unpack anything, but where the key is inside of the envelope. */
async function takeEnvelope(c: Context<HttpEnv>): Promise<Response> {
  allowOrigins(c);
  const question = asked(c);
  const isKeyInside = !readKey({ ...question, dsn: null }).ok;
  const early = isKeyInside ? null : await findToken(c, question, null);
  if (early instanceof Response) return early;
  const bytes = await unpack(c);
  if (bytes instanceof Response) return bytes;
  const envelope = parseEnvelope(bytes);
  if (envelope === null && early !== null) return refuseSentry(c, 400, 'This is not an envelope.');
  const token = await findToken(c, question, textAt(envelope?.header ?? null, 'dsn'));
  if (token instanceof Response) return token;
  return envelope === null ? refuseSentry(c, 400, 'This is not an envelope.') : fileEnvelope(c, token, envelope);
}

async function fileEnvelope(c: Context<HttpEnv>, token: Token, { header, items }: Envelope): Promise<Response> {
  const envelopeId = normaliseId(textAt(header, 'event_id'));
  const event = items.find(({ type }) => type === 'event');
  const content = event === undefined ? null : readJson(event.payload);
  if (event !== undefined && content === null) return refuseSentry(c, 400, 'The event is not a JSON object.');
  const dump = items.find((item) => isDump(item));
  const filed = content === null ? null : await fileContent(c, token, { event: readEvent(content), envelopeId, dump });
  if (filed?.response !== undefined) return filed.response;
  const said = await fileFeedback(c, token, items);
  if (said?.response !== undefined) return said.response;
  const reportId = filed?.id ?? said?.id ?? envelopeId;
  const attached = items.filter((item) => item.type === 'attachment' && !(filed?.hasDump === true && item === dump));
  if (reportId !== null && attached.length > 0) await attachItems(c, { token, reportId, items: attached });
  return c.json({ id: envelopeId ?? reportId ?? '' }, 200);
}

const isDump = ({ type, header, payload }: EnvelopeItem): boolean =>
  type === 'attachment' && textAt(header, 'attachment_type') === 'event.minidump' && isMinidump(payload);

type Content = {
  readonly event: SentryReport;
  readonly envelopeId: string | null;
  readonly dump: EnvelopeItem | undefined;
};

/** Breakpad's backend says nothing in its event but where it ran. */
async function fileContent(
  c: Context<HttpEnv>,
  token: Token,
  { event, envelopeId, dump }: Content,
): Promise<FiledItem & { readonly hasDump?: boolean }> {
  if (!event.saysNothing || dump === undefined) return fileEvent(c, token, event, envelopeId);
  const id = event.id ?? envelopeId ?? c.env.process.entropy.randomHex(16);
  return { ...(await fileEventDump(c, token, { event, id, dump: new Uint8Array(dump.payload) })), hasDump: true };
}

/** The older door: one event as one JSON object. */
async function takeStore(c: Context<HttpEnv>): Promise<Response> {
  allowOrigins(c);
  const token = await findToken(c, asked(c), null);
  if (token instanceof Response) return token;
  const bytes = await unpack(c);
  if (bytes instanceof Response) return bytes;
  const event: Json | null = readJson(bytes);
  if (event === null) return refuseSentry(c, 400, 'The event is not a JSON object.');
  const filed = await fileEvent(c, token, readEvent(event), null);
  return filed.response ?? c.json({ id: filed.id }, 200);
}

export const sentryRoutes = new Hono<HttpEnv>();
for (const end of ['', '/']) {
  sentryRoutes.post(`/api/:project/envelope${end}`, takeEnvelope);
  sentryRoutes.post(`/api/:project/store${end}`, takeStore);
  sentryRoutes.post(`/api/:project/minidump${end}`, takeMinidump);
  sentryRoutes.options(`/api/:project/envelope${end}`, preflight);
  sentryRoutes.options(`/api/:project/store${end}`, preflight);
}
