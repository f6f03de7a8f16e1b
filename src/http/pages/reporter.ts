// Decides who sends a report from the page: whoever is logged in and may, or a device by its token or by its browser's session.
import type { Context } from 'hono';
import type { DeviceIdentity } from '../../app/ports/pass-signer.ts';
import { mayAct, type Role, type Token } from '../../domain/catalog/token.ts';
import type { Problem } from '../../domain/result.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { pageRoles } from './require-session.ts';
import { loadVisitor } from './session.ts';
import { readTester } from './tester-session.ts';

/** People among those who may `POST /v1/reports`; operators always may. */
const reporters: readonly Role[] = ['engineer'];

export const mayReport = (visitor: Token, product: string | null): boolean => mayAct(visitor, reporters, product);

/** Who looks at the form: somebody who is logged in, a device that the browser speaks for, both or neither. */
export type Looker = { readonly visitor: Token | null; readonly tester: DeviceIdentity | null };

export async function loadLooker(c: Context<HttpEnv>): Promise<Looker> {
  const visitor = await loadVisitor(c);
  // A machine's token is no person: what a public key sent are the words of everybody who has the app, and the key with it.
  const isPerson = visitor !== null && mayAct(visitor, pageRoles, visitor.productId);
  return { visitor: isPerson ? visitor : null, tester: readTester(c) };
}

/** Whether their session is enough to report; others give the token of a device. */
export const isKnown = ({ visitor, tester }: Looker): boolean =>
  (visitor !== null && mayReport(visitor, visitor.productId)) || tester !== null;

/** `device` is null for a person: they may name any device, or none. */
export type Reporter =
  | { readonly ok: true; readonly device: DeviceIdentity | null }
  | { readonly ok: false; readonly problems: readonly Problem[] };

type Named = { readonly product: string; readonly device: string; readonly token: string };

export function checkReporter(c: Context<HttpEnv>, fields: Named, { visitor, tester }: Looker): Reporter {
  const product = fields.product.trim();
  const sent = fields.token.trim();
  if (visitor !== null && mayReport(visitor, product)) return { ok: true, device: null };
  if (visitor !== null && mayReport(visitor, visitor.productId)) {
    return refuse('product', `Your token is for ${visitor.productId} alone.`, 'Choose that product.');
  }
  if (sent === '' && tester !== null) return checkDevice(tester, product, fields.device.trim());
  if (sent === '')
    return refuse(
      'token',
      'It is not said who reports.',
      'Paste the device token; engineers log in beside this page, in another tab, and send it again.',
    );
  const checked = c.env.process.passSigner.checkDeviceToken(sent);
  if (!checked.ok)
    return refuse('token', 'This is not a device token of this service.', 'Copy the whole of it once more.');
  return checkDevice(checked.identity, product, fields.device.trim());
}

function checkDevice(identity: DeviceIdentity, product: string, named: string): Reporter {
  if (identity.product !== product)
    return refuse('product', 'Your device is of another product.', `Write ${identity.product}.`);
  if (named === '' || named === identity.deviceId) return { ok: true, device: identity };
  return refuse('device', 'The token belongs to another device.', `Write ${identity.deviceId}, or leave it out.`);
}

const refuse = (where: string, what: string, fix: string): Reporter => ({
  ok: false,
  problems: [{ where, what, fix }],
});
