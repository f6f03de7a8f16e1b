// Files what an envelope holds for people to look at: its event, and what a user says.
import type { Context } from 'hono';
import { fileCrash } from '../../app/file-crash.ts';
import type { FiledReport } from '../../app/file-report.ts';
import { type TakeReportAnswer, takeReport } from '../../app/take-report.ts';
import type { Token } from '../../domain/catalog/token.ts';
import { keyRestS, restS } from '../../domain/issue/filing.ts';
import { type EnvelopeItem, readJson } from '../../wire/sentry/envelope.ts';
import type { SentryReport } from '../../wire/sentry/event.ts';
import { readFeedback } from '../../wire/sentry/feedback.ts';
import { attachPorts, filingPorts } from '../device/reporting.ts';
import { settleSoon } from '../device/settle-soon.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { bearerOf } from './bearer.ts';
import { refuseSentry } from './refuse-sentry.ts';

export type FiledItem = { readonly id: string; readonly response?: Response };

export function fileEvent(
  c: Context<HttpEnv>,
  token: Token,
  event: SentryReport,
  envelopeId: string | null,
): Promise<FiledItem> {
  const id = event.id ?? envelopeId ?? c.env.process.entropy.randomHex(16);
  const { kind, title, text, release, fingerprint } = event;
  const build = release === null && fingerprint === null ? (event.dist ?? 'unknown') : null;
  return file(c, token, { id, kind, title, text, release, fingerprint, build, deviceId: event.device });
}

/** A program that died without words has a dump that says where: what the event knows besides stands below it. */
export function fileDump(
  c: Context<HttpEnv>,
  token: Token,
  { event, id, dump }: { readonly event: SentryReport; readonly id: string; readonly dump: Uint8Array },
): Promise<TakeReportAnswer> {
  const { release, fingerprint, dist, device, note } = event;
  const named = { release, fingerprint, build: release === null && fingerprint === null ? (dist ?? 'unknown') : null };
  const ports = { ...filingPorts(c), ...attachPorts(c) };
  const filed = { product: token.productId ?? '', id, title: '', ...named, bytes: dump, note };
  return fileCrash(ports, { ...filed, deviceId: device, ...bearerOf(token) }, c.get('nowMs'));
}

/** The same for the dump in an envelope. */
export async function fileEventDump(
  c: Context<HttpEnv>,
  token: Token,
  filed: Parameters<typeof fileDump>[2],
): Promise<FiledItem> {
  return answerOf(c, await fileDump(c, token, filed), { id: filed.id, deviceId: filed.event.device });
}

/** The first that says something; a build and a device that it does not name are those of the report that it is about. */
export async function fileFeedback(
  c: Context<HttpEnv>,
  token: Token,
  items: readonly EnvelopeItem[],
): Promise<FiledItem | null> {
  const [said] = items
    .filter(({ type }) => type === 'feedback' || type === 'user_report')
    .flatMap(({ type, payload }) => {
      const content = readJson(payload);
      return (content === null ? null : readFeedback(type, content)) ?? [];
    });
  if (said === undefined) return null;
  const { title, text, about } = said;
  const id = said.id ?? c.env.process.entropy.randomHex(16);
  const product = token.productId ?? '';
  const named = about === null ? null : await c.env.stores().reports.loadReport(product, about);
  // Whoever reads a public key speaks for no report that came another way.
  const met = named === null || (bearerOf(token).isPublic && named.sentBy !== token.name) ? null : named;
  const release = said.release ?? met?.reportedBuild ?? null;
  const deviceId = said.device ?? met?.deviceId ?? null;
  const build = release === null ? 'unknown' : null;
  return file(c, token, { id, kind: 'bug', title, text, release, build, fingerprint: null, deviceId }, 'feedback');
}

/** A report that cannot be kept as it is answers as the SDKs understand: they drop it, and go on or rest. */
async function file(
  c: Context<HttpEnv>,
  token: Token,
  item: Omit<FiledReport, 'product' | 'sentBy'>,
  what: Sent = 'error;default',
): Promise<FiledItem> {
  const filed = { ...item, product: token.productId ?? '', ...bearerOf(token) };
  return answerOf(c, await takeReport(filingPorts(c), filed, c.get('nowMs')), item, what);
}

function answerOf(
  c: Context<HttpEnv>,
  answer: TakeReportAnswer,
  { id, deviceId }: { readonly id: string; readonly deviceId: string | null },
  what: Sent = 'error;default',
): FiledItem {
  if (answer.ok) {
    settleSoon(c);
    return { id: answer.report.id };
  }
  if (isOver(answer)) return { id, response: refuseLoud(c, answer.refusal, deviceId, what) };
  // An SDK that sends one id twice sends the same event again: what is there stays.
  return { id };
}

type Over = Extract<TakeReportAnswer, { refusal: 'over-limit' } | { refusal: 'key-over-share' }>;

export const isOver = (answer: TakeReportAnswer): answer is Over =>
  !answer.ok && (answer.refusal === 'over-limit' || answer.refusal === 'key-over-share');

/** What SDKs call the things that they are to hold back: words of a person that repeat hold back no crash. */
type Sent = 'error;default' | 'feedback';

export function refuseLoud(
  c: Context<HttpEnv>,
  refusal: Over['refusal'],
  deviceId: string | null,
  what: Sent = 'error;default',
): Response {
  const isOfKey = refusal === 'key-over-share';
  const seconds = isOfKey ? keyRestS : restS(deviceId);
  c.header('x-sentry-rate-limits', `${seconds}:${what}:project`);
  const alone = deviceId === null ? 'Without a device, this key' : 'This device';
  const who = isOfKey ? 'For devices that are not enrolled, this key' : alone;
  return refuseSentry(c, 429, `${who} has sent its share of reports.`, seconds);
}
