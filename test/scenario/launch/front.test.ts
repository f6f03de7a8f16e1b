// The door of `npm start` in front of a workerd that the test plays: what passes, in which words, and what happens when either side goes away.
import { createServer as createHttp, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, createServer, type Server as NetServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Front, openFront } from '../../../scripts/launch/front/front.ts';
import { eventually } from './grounds.ts';

type Played = { readonly port: number; readonly sockets: Socket[]; readonly requests: string[]; close(): void };

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const portOf = (server: Server | NetServer) => (server.address() as AddressInfo).port;

/** Bytes in, bytes out: `answer` is called with all that came by one connection so far. */
async function play(answer: (heard: string, socket: Socket, nth: number) => void): Promise<Played> {
  const sockets: Socket[] = [];
  const requests: string[] = [];
  const server = createServer((socket) => {
    const nth = sockets.push(socket) - 1;
    let heard = '';
    requests[nth] = '';
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      heard += piece.toString('latin1');
      requests[nth] = heard;
      answer(heard, socket, nth);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  closers.push(close);
  return { port: portOf(server), sockets, requests, close };
}

async function front(workerPort: number | (() => Promise<number>), patienceMs = 5_000): Promise<Front> {
  const port = typeof workerPort === 'number' ? async () => workerPort : workerPort;
  const opened = await openFront({ port: 0, workerPort: port, patienceMs });
  closers.push(opened.stop);
  return opened;
}

/** Says all of it at once; answers what came back until the door closed, or until `isEnough`. */
const say = (port: number, words: string, isEnough: (heard: string) => boolean = () => false): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    const end = () => {
      socket.destroy();
      resolve(heard);
    };
    socket.on('data', (piece) => {
      heard += piece.toString('latin1');
      if (isEnough(heard)) end();
    });
    socket.on('error', end);
    socket.on('close', end);
    socket.write(words, 'latin1');
  });

const fine = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Twice: a\r\nX-Twice: b\r\n\r\nfine';
const whatIsWhole = (heard: string) => heard.endsWith('}') || heard.endsWith('large');
const whole = (heard: string) => heard.endsWith('\r\n\r\n');
const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: of.test\r\n${headers}\r\n`;
const last = 'Connection: close\r\n';
/** As the door says to workerd of its own connection. */
const kept = 'Connection: keep-alive\r\n\r\n';

describe('a request that passes', () => {
  it('says what it said, without what tells of the connection', async () => {
    const workerd = await play((heard, socket) => whole(heard) && socket.write(fine));
    const { port } = await front(workerd.port);
    const hops = 'X-Own: 1\r\nTE: trailers\r\nUpgrade: h2c\r\nKeep-Alive: x\r\nExpect: 100-continue\r\n';
    const heard = await say(port, get('/a?b=%zz', `${hops}Connection: close, X-Own, Host\r\nCookie: c=\xff\r\n`));
    expect(workerd.requests).toEqual([`GET /a?b=%zz HTTP/1.1\r\nhost: of.test\r\nCookie: c=\xff\r\n${kept}`]);
    expect(heard).toContain('X-Twice: a\r\nX-Twice: b\r\n');
    expect(heard).toMatch(/\r\n\r\nfine$/);
  });

  it.each([
    ['GET http://other.test:81/a?b HTTP/1.1\r\nHost: of.test\r\n', 'GET /a?b HTTP/1.1\r\nhost: other.test:81\r\n'],
    ['GET http://other.test?b HTTP/1.1\r\nHost: of.test\r\n', 'GET /?b HTTP/1.1\r\nhost: other.test\r\n'],
    ['GET /../%2e//x HTTP/1.0\r\n', 'GET /../%2e//x HTTP/1.1\r\nhost: localhost\r\n'],
    ['\r\nGET / HTTP/1.1\r\nHost:\r\n', 'GET / HTTP/1.1\r\nhost: localhost\r\n'],
  ])('names its host once: %j', async (words, written) => {
    const workerd = await play((heard, socket) => whole(heard) && socket.write(fine));
    const { port } = await front(workerd.port);
    expect(await say(port, `${words}${last}\r\n`)).toContain('fine');
    expect(workerd.requests).toEqual([written + kept]);
  });

  it('leaves trailers behind, which workerd would take for the next request', async () => {
    const workerd = await play((heard, socket) => whole(heard) && heard.includes('0\r\n\r\n') && socket.write(fine));
    const { port } = await front(workerd.port);
    const body = '3;x=y\r\nabc\r\n0\r\nGET /x HTTP/1.1\r\nHost: evil\r\n\r\n';
    const words = `POST / HTTP/1.1\r\nHost: a\r\n${last}Transfer-Encoding: chunked\r\n\r\n`;
    await say(port, words + body.replace('GET /x HTTP/1.1', 'X: GET /x HTTP/1.1'));
    const [written = ''] = workerd.requests;
    expect(written.slice(written.indexOf('\r\n\r\n') + 4)).toBe('3\r\nabc\r\n0\r\n\r\n');
  });

  it('keeps all of its headers, however many there are', async () => {
    const workerd = await play((heard, socket) => whole(heard) && socket.write(fine));
    const { port } = await front(workerd.port);
    await say(port, get('/', `${'X: 1\r\n'.repeat(2_300)}Authorization: Bearer x\r\n${last}`));
    expect(workerd.requests[0]).toContain('Authorization: Bearer x');
  });
});

describe('an answer', () => {
  it.each([
    [
      'in chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
      ['2\r\nfi', '\r', '\n2\r\nne\r\n0\r', '\n\r\n'],
    ],
    ['until the end of the connection', 'HTTP/1.1 200 OK\r\n\r\n', ['fi', 'ne']],
    [
      'behind words on the way',
      'HTTP/1.1 103 Early\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n',
      ['\r\nfi', 'ne'],
    ],
  ])('is read %s, however it is cut', async (_, head, pieces) => {
    const workerd = await play(async (_heard, socket) => {
      for (const piece of [head, ...pieces]) {
        socket.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      socket.end();
    });
    const { port } = await front(workerd.port);
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect([answer.status, await answer.text()]).toEqual([200, 'fine']);
  });

  it.each([
    [204, 'GET'],
    [304, 'GET'],
    [200, 'HEAD'],
  ])('of %i to %s has no body, and the next one is read from its beginning', async (status, method) => {
    const workerd = await play((heard, socket) => {
      if (whole(heard)) socket.write(`HTTP/1.1 ${status} X\r\nContent-Length: 4\r\nETag: "a"\r\n\r\n`);
    });
    const { port } = await front(workerd.port);
    const asked = `${method} / HTTP/1.1\r\nHost: a\r\n`;
    const heard = await say(port, `${asked}\r\n${asked}${last}\r\n`);
    expect(heard.match(/ETag: "a"/g)).toHaveLength(2);
    expect(heard).not.toContain('fine');
  });

  it('says nothing of the connection to workerd', async () => {
    const own = 'Keep-Alive: timeout=7\r\nTrailer: X-Own\r\nConnection: keep-alive\r\nUpgrade: h2c\r\n';
    const workerd = await play((_, socket) => socket.write(fine.replace('\r\n', `\r\n${own}`)));
    const { port } = await front(workerd.port);
    const heard = await say(port, get('/', last));
    expect(heard).toContain('X-Twice: a');
    expect(heard).not.toMatch(/timeout=7|trailer|upgrade|connection: keep-alive/i);
  });

  it('of a workerd that talks nonsense is an apology', async () => {
    const workerd = await play((_, socket) => socket.write('nonsense\r\n\r\n'));
    const { port } = await front(workerd.port);
    expect(await say(port, get('/'), (heard) => heard.includes('}'))).toMatch(/^HTTP\/1\.1 503 /);
  });

  it('that breaks off breaks off', async () => {
    const workerd = await play((_, socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\nhalf'));
    const { port } = await front(workerd.port);
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    await expect(answer.text()).rejects.toThrow();
  });
});

describe('requests behind each other on one connection', () => {
  it('are answered in their order, and garbage behind them is refused behind their answers', async () => {
    let isFirst = true;
    const workerd = await play((heard, socket) => {
      if (!whole(heard)) return;
      const told = `HTTP/1.1 200 OK\r\nContent-Length: ${isFirst ? 5 : 6}\r\n\r\n${isFirst ? 'first' : 'second'}`;
      setTimeout(() => socket.write(told), isFirst ? 100 : 0);
      isFirst = false;
    });
    const { port } = await front(workerd.port);
    const heard = await say(port, `${get('/1')}${get('/2')}garbage\r\n\r\n`);
    expect(heard).toMatch(/first[\s\S]*second[\s\S]*HTTP\/1\.1 400 [\s\S]*unreadable-request/);
  });
});

describe('a client that has said all and closes its side', () => {
  it('is answered all the same', async () => {
    const workerd = await play((heard, socket) => void (whole(heard) && setTimeout(() => socket.write(fine), 50)));
    const { port } = await front(workerd.port);
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let heard = '';
    socket.on('data', (piece) => {
      heard += piece.toString('latin1');
    });
    const closed = new Promise((resolve) => socket.once('end', resolve));
    socket.end(get('/'));
    await closed;
    socket.destroy();
    expect(heard).toMatch(/fine$/);
  });
});

describe('a client that goes away', () => {
  it('is told of to workerd, in the middle of a body and in the middle of an answer', async () => {
    const closed: number[] = [];
    const workerd = await play((heard, socket, nth) => {
      if (nth === 1 && whole(heard)) {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\nhalf');
        const more = setInterval(() => socket.write('more'), 10);
        socket.once('close', () => clearInterval(more));
      }
      socket.once('close', () => closed.push(nth));
    });
    const { port } = await front(workerd.port);
    const socket = connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\nhalf');
    await eventually(() => workerd.requests[0]?.endsWith('half'));
    socket.destroy();
    await say(port, get('/'), (heard) => heard.includes('half'));
    await eventually(() => closed.includes(0) && closed.includes(1));
  });
});

describe('a workerd that goes away', () => {
  it('is asked again where it is by then, for what may be asked twice', async () => {
    let where = 0;
    const second = await play((heard, socket) => whole(heard) && socket.write(fine));
    const first = await play((_, socket) => {
      where = second.port;
      socket.destroy();
    });
    where = first.port;
    const { port } = await front(async () => where);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('fine');
    expect([first.sockets.length, second.sockets.length]).toEqual([1, 1]);
  });

  it('is waited for until it listens', async () => {
    let workerd: Played | undefined;
    const { port } = await front(async () => workerd?.port ?? Promise.reject(new Error('not yet')));
    const asked = fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' });
    workerd = await play((heard, socket) => heard.endsWith('x') && socket.write(fine));
    expect(await (await asked).text()).toBe('fine');
  });

  it('and stays away is an apology that says when to come back', async () => {
    const { port } = await front(() => new Promise(() => undefined), 50);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(1);
    expect(await answer.json()).toMatchObject({ type: '/problems/service-restarting', status: 503 });
  });

  it('with what it was sent is not sent it twice', async () => {
    const workerd = await play((heard, socket) => heard.endsWith('{}') && socket.destroy());
    const { port } = await front(workerd.port);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(503);
    expect(workerd.sockets).toHaveLength(1);
  });
});

describe('connections that workerd gives up while nothing comes by them', () => {
  it('cost no request, with or without a body', async () => {
    const workerd = await play((heard, socket, nth) => {
      if (nth === 0 && heard.split('\r\n\r\n').length > 2) socket.destroy();
      else if (/\r\n\r\n(?:x)?$/.test(heard)) socket.write(fine);
    });
    const { port } = await front(workerd.port);
    const ask = async (init?: RequestInit) => (await fetch(`http://127.0.0.1:${port}/`, init)).status;
    expect(await ask()).toBe(200);
    // The first connection is closed as soon as a second request comes by it.
    expect(await ask()).toBe(200);
    expect(workerd.sockets).toHaveLength(2);
    expect(await ask({ method: 'POST', body: 'x' })).toBe(200);
    expect(workerd.sockets).toHaveLength(3);
  });
});

describe('an idle connection to workerd', () => {
  it('carries a second GET, but nothing that would be lost with it', async () => {
    const workerd = await play((heard, socket) => /\r\n\r\nx?$/.test(heard) && socket.write(fine));
    const { port } = await front(workerd.port);
    const ask = async (init?: RequestInit) => (await fetch(`http://127.0.0.1:${port}/`, init)).text();
    expect([await ask(), await ask()]).toEqual(['fine', 'fine']);
    expect(workerd.sockets).toHaveLength(1);
    expect(await ask({ method: 'POST', body: 'x' })).toBe('fine');
    expect(workerd.requests.map((heard) => heard.split(' ')[0])).toEqual(['GET', 'POST']);
  });

  it('is let go before workerd does', async () => {
    const workerd = await play((heard, socket) => whole(heard) && socket.write(fine));
    const { port } = await front(workerd.port);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('fine');
    await eventually(() => workerd.sockets[0]?.destroyed);
  });
});

describe('large bodies', () => {
  it('that nobody wanted are read to their end, for the request behind them', async () => {
    const workerd = await play((heard, socket, nth) => {
      if (nth > 0) return void (whole(heard) && socket.write(fine));
      socket.pause();
      if (!socket.writableEnded) socket.end('HTTP/1.1 413 X\r\nContent-Length: 5\r\n\r\nlarge', () => socket.destroy());
    });
    const { port } = await front(workerd.port);
    const words = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n${'x'.repeat(8_000_000)}`;
    expect(await say(port, words + get('/'), (heard) => heard.endsWith('fine'))).toMatch(/large[\s\S]*fine$/);
  });

  it('that workerd does not want are answered with what it said before it hung up', async () => {
    const head = 'HTTP/1.1 413 X\r\nConnection: close\r\nContent-Length: 5\r\n\r\nlarge';
    const workerd = await play((_, socket) => {
      socket.pause();
      // With bytes unread in it, which makes the other end fail to write.
      if (!socket.writableEnded) socket.end(head, () => socket.destroy());
    });
    const { port } = await front(workerd.port);
    const words = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n${'x'.repeat(8_000_000)}`;
    for (let at = 0; at < 20; at++)
      expect(await say(port, words, whatIsWhole)).toMatch(/^HTTP\/1\.1 413 [\s\S]*large$/);
  });

  it('that a client is slow to read leave the connection fit for the next request', async () => {
    const body = Buffer.alloc(4 * 1024 * 1024, 'x');
    const workerd = await play((heard, socket) => {
      if (!whole(heard)) return;
      const isLarge = heard.split('\r\n\r\n').length === 2;
      socket.write(isLarge ? `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n` : fine);
      if (isLarge) socket.write(body);
    });
    const { port } = await front(workerd.port);
    const slow = connect(port, '127.0.0.1').pause();
    slow.write(get('/'));
    // Until the answer waits in the door as well as in the sockets.
    await eventually(() => workerd.requests[0] !== '');
    await new Promise((resolve) => setTimeout(resolve, 200));
    slow.resume();
    await eventually(() => slow.bytesRead > body.length);
    slow.destroy();
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('fine');
    expect(workerd.sockets).toHaveLength(1);
  });

  it('pass both ways as they come', async () => {
    const server = createHttp((incoming: IncomingMessage, outgoing) => {
      outgoing.writeHead(200, { 'content-length': incoming.headers['content-length'] });
      incoming.pipe(outgoing);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    const { port } = await front(portOf(server));
    const body = Buffer.alloc(33 * 1024 * 1024, 'orange friday ');
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body });
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
  });
});
