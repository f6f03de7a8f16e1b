// An S3 that misbehaves: what it does must never pass for a stored object, nor for an absent one.
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openBucket } from '../../src/adapters/objects/client.ts';
import { objects } from '../../src/adapters/objects/objects.ts';
import { putOnNode } from '../../src/adapters/objects/put-on-node.ts';
import { uploads } from '../../src/adapters/objects/uploads.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function openSickBucket(answer: RequestListener, openPutOnce?: typeof putOnNode) {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const settings = { endpoint: `http://127.0.0.1:${port}`, region: 'auto', bucket: 'sick', ...credentials };
  return openBucket(settings, openPutOnce?.(settings));
}

const failed = { name: 'AppError', code: 'storage-unavailable' };
const head = { etag: '"e"', 'content-length': '10' };

/** HEAD is well; GET does what a test wants. */
const well =
  (get: RequestListener): RequestListener =>
  (request, response) =>
    request.method === 'HEAD' ? response.writeHead(200, head).end() : get(request, response);

const faults: [string, RequestListener][] = [
  ['answers 500', (_, response) => void response.writeHead(500).end()],
  ['answers 503', (_, response) => void response.writeHead(503, { 'retry-after': '0' }).end()],
  ['answers 403', (_, response) => void response.writeHead(403).end()],
  ['answers that the object changed', well((_, response) => void response.writeHead(412).end())],
  [
    'answers less than it said',
    well((_, response) => void response.writeHead(206, { 'content-length': '4' }).end('1234')),
  ],
  ['answers more than it was asked for', well((_, response) => void response.writeHead(200).end('123456789012'))],
  [
    'hangs up in the middle of the body',
    well((_, response) => {
      response.writeHead(206, { 'content-length': '10' }).write('12345');
      setTimeout(() => response.destroy(), 20);
    }),
  ],
];

describe('storage', () => {
  it.each(faults)('that %s is no witness of what it holds', async (_, answer) => {
    const bucket = await openSickBucket(answer);
    await expect(objects(bucket).loadDigest('artifacts/a')).rejects.toMatchObject(failed);
  });

  it('that answers an error in the body of a 200 has joined nothing', async () => {
    const error = '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>again</Message></Error>';
    const bucket = await openSickBucket((_, response) => void response.writeHead(200).end(error));
    await expect(uploads(bucket).putJoined('artifacts/a', 'u', [{ partNumber: 1, etag: 'e' }])).rejects.toMatchObject(
      failed,
    );
  });

  it('that begins an upload without an id has begun none', async () => {
    const answer = '<?xml version="1.0"?><InitiateMultipartUploadResult></InitiateMultipartUploadResult>';
    const bucket = await openSickBucket((_, response) => void response.writeHead(200).end(answer));
    await expect(uploads(bucket).recordUpload('artifacts/a')).rejects.toMatchObject(failed);
  });

  it.each([
    ['answers 503', (_: unknown, response: ServerResponse) => void response.writeHead(503).end()],
    ['hangs up', (_: unknown, response: ServerResponse) => void response.destroy()],
    [
      'hangs up within its answer',
      (_: unknown, response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '10' }).write('12345');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])('that %s to what Node puts is asked again by the client', async (_, fail) => {
    let asked = 0;
    const bucket = await openSickBucket((request, response) => {
      asked += 1;
      request.resume();
      request.once('end', () => (asked === 1 ? fail(request, response) : response.writeHead(200).end()));
    }, putOnNode);
    expect(await objects(bucket).putObject('reports/a', 'text', 'text/plain')).toBe(true);
    expect(asked).toBe(2);
  });

  it('that never takes what Node puts has not stored it', async () => {
    const bucket = await openSickBucket((_, response) => void response.writeHead(403).end(), putOnNode);
    await expect(objects(bucket).putObject('reports/a', 'text', 'text/plain')).rejects.toMatchObject(failed);
  });

  it('that holds more than it may is not read', async () => {
    const bucket = await openSickBucket((_, response) => void response.writeHead(200, head).end('0123456789'));
    await expect(objects(bucket).loadObject('maps/a', 9)).rejects.toMatchObject({ code: 'internal' });
    expect(await objects(bucket).loadObject('maps/a', 10)).toHaveLength(10);
  });
});
