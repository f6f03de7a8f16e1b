// Who files reports, for which product and device, and what every route that takes reports answers alike.
import type { Context } from 'hono';
import type { AttachPorts } from '../../app/attach-file.ts';
import { deriveProduct, type Sender } from '../../app/take-checkins.ts';
import type { TakeReportAnswer, TakeReportPorts } from '../../app/take-report.ts';
import { isPublicRole, type Role } from '../../domain/catalog/token.ts';
import { keyRestS, restS } from '../../domain/issue/filing.ts';
import { encodeReport } from '../../wire/release/report.ts';
import { textCodec } from '../../wire/text-codec.ts';
import { refuseUnknownProduct } from '../release/unknown-product.ts';
import type { HttpEnv, Surroundings } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';

/** Roles that may file reports, besides `operator`. */
export const reporters: readonly Role[] = ['gateway', 'engineer', 'reporter'];

export type Reporter = {
  readonly ok: true;
  readonly product: string;
  readonly deviceId: string | null;
  readonly sentBy: string | null;
  /** Whether its token is one that anybody can read. */
  readonly isPublic: boolean;
};

type About = { readonly product: string | null; readonly device: string | null };

/** As `findReporter`, with the answer to whoever may not. */
export function chooseReporter(
  c: Context<HttpEnv>,
  about: About,
):
  | Reporter
  | { readonly ok: false; readonly response: ReturnType<typeof refuseForeign> | ReturnType<typeof refuseMissing> } {
  const reporter = findReporter(c.get('sender'), about);
  if (reporter.ok) return reporter;
  if (reporter.refusal === 'foreign') return { ok: false, response: refuseForeign(c) };
  return { ok: false, response: refuseMissing(c, 'product', 'Name the product: this token is for every one.') };
}

/** A device reports on itself; whoever bears an access token may name a device, or none. */
export function findReporter(
  sender: Sender,
  { product, device }: About,
): Reporter | { readonly ok: false; readonly refusal: 'product-missing' | 'foreign' } {
  const choice = deriveProduct(sender, product, reporters);
  if (!choice.ok && choice.refusal === 'product-missing') return { ok: false, refusal: 'product-missing' };
  if (!choice.ok || isForeign(sender, device)) return { ok: false, refusal: 'foreign' };
  const { product: its } = choice;
  if (sender.kind === 'device')
    return { ok: true, product: its, deviceId: sender.deviceId, sentBy: null, isPublic: false };
  const { name, role } = sender.token;
  return { ok: true, product: its, deviceId: device, sentBy: name, isPublic: isPublicRole(role) };
}

const isForeign = (sender: Sender, device: string | null): boolean =>
  sender.kind === 'device' && device !== null && device !== sender.deviceId;

export function refuseMissing(c: Context<HttpEnv>, field: string, fix: string) {
  const detail = `body.${field} is missing`;
  const errors = [{ where: `body.${field}`, what: 'is missing', fix }];
  return problem(c, { status: 400, code: 'malformed-request', detail, fix, errors });
}

function refuseForeign(c: Context<HttpEnv>) {
  const detail = 'This token may not report on another product or device.';
  return problem(c, { status: 403, code: 'foreign-report', detail, fix: 'Leave `product` and `device` out.' });
}

/** Sentry's SDKs obey the second header, everybody else the first (RFC 9110, 10.2.3). */
function tellToRest(c: Context<HttpEnv>, seconds: number): void {
  c.header('retry-after', String(seconds));
  c.header('x-sentry-rate-limits', `${seconds}:error:project`);
}

type Refused = Extract<TakeReportAnswer, { ok: false }>;

function refuseOver(c: Context<HttpEnv>, who: string, retryAfterS: number) {
  tellToRest(c, retryAfterS);
  const detail = `${who} has sent its share of reports; this one is counted and not kept.`;
  const fix = 'Come back after the time in Retry-After.';
  return problem(c, { status: 429, code: 'too-many-reports', detail, fix, retryAfterS });
}

/** What a report that was not kept is answered. */
export function refuseReport(
  c: Context<HttpEnv>,
  answer: Refused,
  filed: { product: string; id: string; deviceId: string | null },
) {
  switch (answer.refusal) {
    case 'unknown-product':
      return refuseUnknownProduct(c, filed.product);
    case 'build-missing':
      return refuseMissing(c, 'build', 'Name the build that ran, or its `release` or `fingerprint`.');
    case 'over-limit':
      return refuseOver(
        c,
        filed.deviceId === null ? 'Without a device, this token' : 'This device',
        restS(filed.deviceId),
      );
    case 'key-over-share':
      return refuseOver(c, 'For devices that are not enrolled, this token', keyRestS);
    case 'report-id-taken':
      return problem(c, {
        status: 409,
        code: 'report-id-taken',
        detail: `The id "${filed.id}" belongs to another report.`,
        fix: 'Make a new id for each report, such as a UUID.',
        current: encodeReport(answer.current),
      });
  }
}

export function attachPorts(c: Context<HttpEnv>): AttachPorts {
  const { objects, digest, inflate } = c.env.process;
  const { reports, unreadReports, attachments, fileShares, regroupings, symbols } = c.env.stores();
  return {
    reports,
    unreadReports,
    attachments,
    fileShares,
    regroupings,
    symbols,
    objects,
    digest,
    inflate,
    codec: textCodec,
  };
}

export const filingPorts = (c: Context<HttpEnv>): TakeReportPorts => takingPorts(c.env);

export function takingPorts({ process, stores }: Surroundings): TakeReportPorts {
  const { reports, unreadReports, keyTallies } = stores();
  const { digest, reportRush: rush, keyMeter, loopMeter } = process;
  return { reports, unreadReports, keyTallies, keyMeter, loopMeter, digest, rush };
}
