// Puts a small object by one plain request of Node's, at a fifth of what the SDK and `fetch` take: settling puts one for each report.
import { createHash } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { PutOnce, S3Settings } from './client.ts';
import { encodeKey, requestSigner } from './sign-request.ts';

/** Longer than storage takes at its worst; then the SDK tries. */
const patienceMs = 10_000;

type Sending = { readonly url: URL; readonly headers: Record<string, string>; readonly body: Uint8Array | string };

/** Over connections that stay open. If what got no answer was stored after all, whoever tries again finds its key taken. */
export function putOnNode(settings: S3Settings): PutOnce {
  const sign = requestSigner(settings);
  const base = `${settings.endpoint.replace(/\/+$/, '')}/${settings.bucket}/`;
  const send = openSender(new URL(base).protocol === 'https:');
  return async (key, body, contentType) => {
    const url = new URL(`${base}${encodeKey(key)}`);
    const payloadSha256 = createHash('sha256').update(body).digest('hex');
    const headers = { 'content-type': contentType, 'if-none-match': '*' };
    const signed = sign({ method: 'PUT', url, headers, payloadSha256, atMs: Date.now() });
    const status = await send({ url, headers: signed, body });
    if (status === 412 || status === 409) return false;
    return status !== null && status >= 200 && status < 300 ? true : null;
  };
}

/** Answers the status once the whole answer was read, or null. */
function openSender(isHttps: boolean): (sending: Sending) => Promise<number | null> {
  const request = isHttps ? httpsRequest : httpRequest;
  const agent = new (isHttps ? HttpsAgent : HttpAgent)({ keepAlive: true });
  return ({ url, headers, body }) =>
    new Promise((resolve) => {
      const length = { 'content-length': Buffer.byteLength(body) };
      const put = request(url, { method: 'PUT', agent, timeout: patienceMs, headers: { ...headers, ...length } });
      put.once('response', (answer) => {
        answer.once('error', () => resolve(null));
        answer.once('close', () => resolve(null));
        answer.once('end', () => resolve(answer.statusCode ?? null)).resume();
      });
      put.once('timeout', () => put.destroy());
      put.once('error', () => resolve(null));
      put.end(body);
    });
}
