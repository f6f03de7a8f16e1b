// Answers crashes of a rush on Node past the app and its middleware, which cost there as much as the rest of taking one (`npm run bench`).

import type { Sender } from '../../app/take-checkins.ts';
import { type TakenReport, takeInRush } from '../../app/take-report.ts';
import { reportBody } from '../../wire/device/report.ts';
import { encodeTaken } from '../../wire/release/report.ts';
import { parseStrictJson } from '../../wire/strict-json.ts';
import { maxReportBodyBytes } from '../shared/body-sizes.ts';
import type { Surroundings } from '../shared/http-env.ts';
import { always } from '../shared/secure-headers.ts';
import { findReporter, reporters, takingPorts } from './reporting.ts';
import { findKnownSender } from './require-sender.ts';
import { settleBehind } from './settle-soon.ts';

/** What is asked of node:http's IncomingMessage and ServerResponse. */
type Incoming = {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};
type Outgoing = {
  writeHead(status: number, headers: Record<string, string | number>): unknown;
  end(body: string): unknown;
};

export type Rushed = { readonly sender: Sender; readonly nowMs: number };

/** Who reports, in a rush, by a request whose head leaves nothing to ask; null for all others. Nothing is read of its body. */
export function findRushed({ method, url, headers }: Incoming, { process }: Surroundings): Rushed | null {
  if (method !== 'POST' || url !== '/v1/reports' || !isPlain(headers) || !process.reportRush.isOn()) return null;
  const nowMs = process.clock.nowMs();
  const { authorization } = headers;
  if (typeof authorization !== 'string') return null;
  const sender = findKnownSender(process, authorization, reporters, nowMs);
  return sender === null ? null : { sender, nowMs };
}

const jsonType = /^application\/json(?: *; *charset="?utf-8"?)?$/i;

/** One JSON value of a stated length, as it is. */
const isPlain = (headers: Incoming['headers']): boolean =>
  jsonType.test(String(headers['content-type'])) &&
  headers['content-encoding'] === undefined &&
  headers['transfer-encoding'] === undefined &&
  Number(headers['content-length']) <= maxReportBodyBytes;

/** True once it is answered. What cannot be taken at once is the app's business: nothing of it is kept. */
export async function answerRushed(
  { sender, nowMs }: Rushed,
  body: Uint8Array,
  outgoing: Outgoing,
  surroundings: Surroundings,
): Promise<boolean> {
  const taken = await take({ sender, nowMs }, body, surroundings);
  if (taken === null) return false;
  // As a text it leaves with its head, in one piece.
  const answer = JSON.stringify(encodeTaken(taken));
  outgoing.writeHead(201, {
    'content-type': 'application/json',
    ...always,
    'x-request-id': surroundings.process.entropy.randomHex(8),
    date: new Date(nowMs).toUTCString(),
    'content-length': Buffer.byteLength(answer),
  });
  outgoing.end(answer);
  settleBehind(surroundings, nowMs);
  return true;
}

/** Null also where something fails: the app tries again and says what failed. An id that was kept after all is the same report. */
async function take(
  { sender, nowMs }: Rushed,
  body: Uint8Array,
  surroundings: Surroundings,
): Promise<TakenReport | null> {
  const json = parseStrictJson(body);
  const read = json.ok ? reportBody.safeParse(json.value) : null;
  if (read?.success !== true) return null;
  const { product = null, device = null, id, kind, text, title = '' } = read.data;
  const { build = null, release = null, fingerprint = null } = read.data;
  const reporter = findReporter(sender, { product, device });
  if (!reporter.ok) return null;
  const { ok: _, ...sent } = reporter;
  const filed = { ...sent, id, kind, text, title, build, release, fingerprint };
  return takeInRush(takingPorts(surroundings), filed, nowMs).catch(() => null);
}
