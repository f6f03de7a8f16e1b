// What every door for Sentry's SDKs asks first: from which page, by whose key, and how the body is packed.
import type { Context } from 'hono';
import { mayAct, type Token } from '../../domain/catalog/token.ts';
import { deriveProjectId } from '../../domain/issue/project-id.ts';
import { readKey } from '../../wire/sentry/auth.ts';
import { reporters } from '../device/reporting.ts';
import { loadToken } from '../device/require-sender.ts';
import { maxEnvelopeBytes } from '../shared/body-sizes.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { readBody } from '../shared/read-body.ts';
import { refuseSentry } from './refuse-sentry.ts';

export type Asked = { readonly project: string; readonly header: string | null; readonly query: string | null };

/** Browsers ask first whether they may, from any page: an app runs wherever it runs, and the key is public. */
export function allowOrigins(c: Context<HttpEnv>): void {
  c.header('access-control-allow-origin', '*');
  c.header('access-control-allow-methods', 'POST, OPTIONS');
  c.header('access-control-allow-headers', 'x-sentry-auth, content-type, content-encoding');
  c.header('access-control-expose-headers', 'x-sentry-rate-limits, retry-after');
  c.header('access-control-max-age', '86400');
  c.header('cross-origin-resource-policy', 'cross-origin');
}

export const asked = (c: Context<HttpEnv>): Asked => ({
  project: c.req.param('project') ?? '',
  header: c.req.header('x-sentry-auth') ?? c.req.header('authorization') ?? null,
  query: c.req.query('sentry_key') ?? null,
});

/** The token behind a key, where it may report for a product and the address is that product's. */
export async function findToken(
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

export async function unpack(c: Context<HttpEnv>): Promise<Uint8Array | Response> {
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
