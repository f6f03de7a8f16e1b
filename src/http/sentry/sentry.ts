// /api/{project}/envelope/ and /store/: takes what Sentry's SDKs send, so that apps report here by their address alone.
import { type Context, Hono } from 'hono';
import { takeReport } from '../../app/take-report.ts';
import { mayAct, type Token } from '../../domain/catalog/token.ts';
import { restS } from '../../domain/issue/filing.ts';
import { deriveProjectId } from '../../domain/issue/project-id.ts';
import { readKey } from '../../wire/sentry/auth.ts';
import { type Envelope, type EnvelopeItem, parseEnvelope, readJson } from '../../wire/sentry/envelope.ts';
import { normaliseId, readEvent, type SentryReport } from '../../wire/sentry/event.ts';
import { type Json, textAt } from '../../wire/sentry/json.ts';
import { filingPorts, reporters } from '../device/reporting.ts';
import { loadToken } from '../device/require-sender.ts';
import { settleSoon } from '../device/settle-soon.ts';
import { maxEnvelopeBytes } from '../shared/body-sizes.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { readBody } from '../shared/read-body.ts';
import { attachItems } from './attach-items.ts';
import { refuseSentry } from './refuse-sentry.ts';

type Asked = { readonly project: string; readonly header: string | null; readonly query: string | null };

/** Browsers ask first whether they may, from any page: an app runs wherever it runs, and the key is public. */
function allowOrigins(c: Context<HttpEnv>): void {
  c.header('access-control-allow-origin', '*');
  c.header('access-control-allow-methods', 'POST, OPTIONS');
  c.header('access-control-allow-headers', 'x-sentry-auth, content-type, content-encoding');
  c.header('access-control-expose-headers', 'x-sentry-rate-limits, retry-after');
  c.header('access-control-max-age', '86400');
  c.header('cross-origin-resource-policy', 'cross-origin');
}

async function preflight(c: Context<HttpEnv>) {
  allowOrigins(c);
  return c.body(null, 204);
}

const asked = (c: Context<HttpEnv>): Asked => ({
  project: c.req.param('project') ?? '',
  header: c.req.header('x-sentry-auth') ?? c.req.header('authorization') ?? null,
  query: c.req.query('sentry_key') ?? null,
});

/** The token behind a key, where it may report for a product and the address is that product's. */
async function findToken(
  c: Context<HttpEnv>,
  { project, header, query }: Asked,
  dsn: string | null,
): Promise<Token | Response> {
  if (!/^\d{1,20}$/.test(project)) return refuseSentry(c, 400, 'The project of a DSN is a number.');
  const key = readKey({ header, query, dsn });
  if (!key.ok)
    return refuseSentry(
      c,
      403,
      key.refusal === 'missing' ? 'This needs the key of a DSN.' : 'The keys in this request differ.',
    );
  const token = await loadToken(c, key.key);
  const product = token?.productId ?? null;
  if (token === null || product === null || !mayAct(token, reporters, product) || deriveProjectId(product) !== project)
    return refuseSentry(c, 403, 'No product reports here with this key.');
  return token;
}

async function unpack(c: Context<HttpEnv>): Promise<Uint8Array | Response> {
  const bytes = await readBody(c);
  const encoding = c.req.header('content-encoding');
  if (encoding === undefined) return bytes;
  const unpacked = await c.env.process.unpack(bytes, encoding, maxEnvelopeBytes);
  if (unpacked.ok) return unpacked.bytes;
  if (unpacked.refusal === 'too-large') return refuseSentry(c, 413, 'The envelope unpacks to more than is taken.');
  if (unpacked.refusal === 'damaged') return refuseSentry(c, 400, 'The body is not what its Content-Encoding says.');
  c.header('accept-encoding', unpacked.known.join(', '));
  return refuseSentry(c, 415, `This Content-Encoding is not known here, but ${unpacked.known.join(', ')} are.`);
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
  const filed = content === null ? null : await fileEvent(c, token, readEvent(content), envelopeId);
  if (filed?.response !== undefined) return filed.response;
  const reportId = filed?.id ?? envelopeId;
  const attached = items.filter((item): item is EnvelopeItem => item.type === 'attachment');
  if (reportId !== null && attached.length > 0) await attachItems(c, { token, reportId, items: attached });
  return c.json({ id: envelopeId ?? filed?.id ?? '' }, 200);
}

type FiledEvent = { readonly id: string; readonly response?: Response };

/** A report that cannot be kept as it is answers as the SDKs understand: they drop it, and go on or rest. */
async function fileEvent(
  c: Context<HttpEnv>,
  token: Token,
  event: SentryReport,
  envelopeId: string | null,
): Promise<FiledEvent> {
  const id = event.id ?? envelopeId ?? c.env.process.entropy.randomHex(16);
  const { kind, title, text, release, fingerprint } = event;
  const build = release === null && fingerprint === null ? (event.dist ?? 'unknown') : null;
  const product = token.productId ?? '';
  const filed = {
    product,
    id,
    kind,
    title,
    text,
    release,
    fingerprint,
    build,
    deviceId: event.device,
    sentBy: token.name,
  };
  const answer = await takeReport(filingPorts(c), filed, c.get('nowMs'));
  if (answer.ok) {
    settleSoon(c);
    return { id: answer.report.id };
  }
  if (answer.refusal === 'over-limit') {
    const seconds = restS(event.device);
    c.header('x-sentry-rate-limits', `${seconds}:error;default:project`);
    const who = event.device === null ? 'Without a device, this key' : 'This device';
    return { id, response: refuseSentry(c, 429, `${who} has sent its share of reports.`, seconds) };
  }
  // An SDK that sends one id twice sends the same event again: what is there stays.
  return { id };
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
  sentryRoutes.options(`/api/:project/envelope${end}`, preflight);
  sentryRoutes.options(`/api/:project/store${end}`, preflight);
}
