// Decides who sends a report from the page: whoever is logged in and may, or the device whose token is in the form.
import type { Context } from 'hono';
import { mayAct, type Role, type Token } from '../../domain/catalog/token.ts';
import type { Problem } from '../../domain/result.ts';
import type { ReportFields } from '../../wire/pages/report-form.ts';
import type { HttpEnv } from '../shared/http-env.ts';

/** People among those who may `POST /v1/reports`; operators always may. */
const reporters: readonly Role[] = ['engineer'];

export const mayReport = (visitor: Token, product: string | null): boolean => mayAct(visitor, reporters, product);

/** `deviceId` is null for a person: they may name any device, or none. */
export type Reporter =
  | { readonly ok: true; readonly deviceId: string | null }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function checkReporter(c: Context<HttpEnv>, fields: ReportFields, visitor: Token | null): Reporter {
  const product = fields.product.trim();
  if (visitor !== null && mayReport(visitor, product)) return { ok: true, deviceId: null };
  if (visitor !== null && mayReport(visitor, visitor.productId)) {
    return refuse('product', `Your token is for ${visitor.productId} alone.`, 'Choose that product.');
  }
  const sent = fields.token.trim();
  if (sent === '')
    return refuse('token', 'It is not said who reports.', 'Paste the device token, or log in as an engineer.');
  const checked = c.env.process.passSigner.checkDeviceToken(sent);
  if (!checked.ok)
    return refuse('token', 'This is not a device token of this service.', 'Copy the whole of it once more.');
  const { product: ownProduct, deviceId } = checked.identity;
  if (ownProduct !== product) return refuse('product', 'Your device is of another product.', `Write ${ownProduct}.`);
  const named = fields.device.trim();
  if (named === '' || named === deviceId) return { ok: true, deviceId };
  return refuse('device', 'The token belongs to another device.', `Write ${deviceId}, or leave it out.`);
}

const refuse = (where: string, what: string, fix: string): Reporter => ({
  ok: false,
  problems: [{ where, what, fix }],
});
