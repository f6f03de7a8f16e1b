// Finds the public key of a request of a Sentry SDK: in a header, in the query, or in the envelope, and the same in all.

/** `Sentry sentry_key=..., sentry_version=7, ...` in any order. */
const inHeader = (header: string | null): string | null =>
  /(?:^|[\s,])sentry_key=([\w-]{1,200})/.exec(header ?? '')?.[1] ?? null;

/** `proto://key[:secret]@host/project`. */
const inDsn = (dsn: string | null): string | null =>
  /^https?:\/\/([\w-]{1,200})(?::[\w-]{0,200})?@/.exec(dsn ?? '')?.[1] ?? null;

export type SentryKey =
  | { readonly ok: true; readonly key: string }
  | { readonly ok: false; readonly refusal: 'missing' | 'differ' };

/** `header` is X-Sentry-Auth, or Authorization, which some SDKs use; `query` is `sentry_key` of the address. */
export function readKey(sent: { header: string | null; query: string | null; dsn: string | null }): SentryKey {
  const keys = [inHeader(sent.header), sent.query, inDsn(sent.dsn)].filter((key) => key !== null && key !== '');
  const [key] = keys;
  if (key === undefined || key === null) return { ok: false, refusal: 'missing' };
  return keys.every((each) => each === key) ? { ok: true, key } : { ok: false, refusal: 'differ' };
}
