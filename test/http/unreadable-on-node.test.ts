// What is no request that the app could answer: over a real socket, each is told what was wrong, and the next is answered.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  refusalOfHost,
  refuseAddress,
  refuseOnNode,
  refuseOnSockets,
} from '../../src/http/shared/unreadable-on-node.ts';

let server: Server;
let port: number;
beforeAll(async () => {
  const listener = getRequestListener(() => new Response('fine'), {
    errorHandler: (error) => {
      if (error instanceof RequestError) return refuseAddress('0a');
      throw error;
    },
  });
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const refusal = refusalOfHost(incoming.url ?? '', incoming.rawHeaders);
    if (refusal === null) await listener(incoming, outgoing);
    else refuseOnNode(outgoing, refusal, '0c');
  };
  server = createServer((incoming, outgoing) => {
    // An answer that is on its way and takes its time.
    if (incoming.url === '/slow') outgoing.write('half');
    else if (incoming.url === '/late') incoming.resume();
    else void answer(incoming, outgoing);
  });
  refuseOnSockets(server, () => '0b');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** All that comes back until the service ends the connection. */
const say = (...pieces: string[]): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (data) => {
      heard += data.toString('latin1');
      const next = pieces.shift();
      if (next !== undefined) socket.write(next);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
    socket.write(pieces.shift() ?? '');
  });

const close = 'Connection: close\r\n\r\n';

describe('what cannot be read', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'unreadable-request'],
    ['a control in a header', `GET / HTTP/1.1\r\nHost: a\r\nX: a\x01b\r\n${close}`, 400, 'unreadable-request'],
    [
      'two lengths',
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n${close}`,
      400,
      'unreadable-request',
    ],
    [
      'a head of 70,000 bytes',
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(70_000)}\r\n${close}`,
      431,
      'head-too-large',
    ],
    ['a Host that is a sentence', `GET / HTTP/1.1\r\nHost: a b\r\n${close}`, 400, 'malformed-host'],
    ['a Host with a sign', `GET / HTTP/1.1\r\nHost: a~b\r\n${close}`, 400, 'malformed-host'],
    ['two Hosts', `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n${close}`, 400, 'unreadable-request'],
    ['a target of a tunnel', `CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n`, 405, 'method-not-allowed'],
    [
      'a chunk without its length, before an answer',
      'POST /late HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n',
      400,
      'unreadable-request',
    ],
    ['a Host with a path', `GET / HTTP/1.1\r\nHost: .git/config\r\n${close}`, 400, 'malformed-host'],
  ])('is answered as a problem: %s', async (_, words, status, code) => {
    const heard = await say(words);
    expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(heard.toLowerCase()).toContain('content-type: application/problem+json');
    const body = JSON.parse(heard.slice(heard.indexOf('\r\n\r\n') + 4));
    expect(body).toMatchObject({
      type: `/problems/${code}`,
      status,
      detail: expect.stringMatching(/\.$/),
      fix: expect.stringMatching(/\.$/),
    });
    expect(await say(`GET / HTTP/1.1\r\nHost: a\r\n${close}`)).toContain('fine');
  });

  it('is no part of an answer that is on its way', async () => {
    const heard = await say('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n', 'garbage\r\n\r\n');
    expect(heard).toContain('half');
    expect(heard).not.toContain('problem');
  });

  it('is no part of an answer that began before the body was whole', async () => {
    const head = 'POST /slow HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
    const heard = await say(`${head}3\r\nabc\r\n`, 'zz\r\n');
    expect(heard).toContain('half');
    expect(heard).not.toContain('problem');
  });

  it.each([
    ['words', 'garbage\r\n\r\n'],
    ['a target of a tunnel', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n'],
  ])('is no answer to the whole request before it: %s', async (_, words) => {
    expect(await say(`GET /late HTTP/1.1\r\nHost: a\r\n\r\n${words}`)).toBe('');
  });
});
