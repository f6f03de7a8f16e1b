// A receiver of webhooks on a real socket: remembers what it was sent, and answers as the test says, or as an enemy would.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';

export type Received = {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Behaviour = (request: Received, response: ServerResponse) => void | Promise<void>;

export type Receiver = {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  behave: Behaviour;
  close(): Promise<void>;
};

export const answering =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (_, response) =>
    void response.writeHead(status, headers).end();

/** What hostile or broken receivers do; each name says what. */
export const hostile = {
  hangs: () => {},
  dripsHeaders: (_: Received, { socket }: ServerResponse) => {
    socket?.write('HTTP/1.1 200 OK\r\n');
    const drip = setInterval(() => socket?.write('x-a: b\r\n'), 20);
    socket?.on('close', () => clearInterval(drip));
    socket?.on('error', () => clearInterval(drip));
  },
  neverStops: (_: Received, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    const more = () => {
      while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    response.on('error', () => {});
    more();
  },
  cutsOff: (_: Received, { socket }: ServerResponse) => void socket?.destroy(),
  speaksNonsense: (_: Received, { socket }: ServerResponse) => void socket?.end('what do you want\r\n\r\n'),
} satisfies Record<string, Behaviour>;

const textOf = async (incoming: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  return Buffer.concat(parts).toString();
};

/** With `tls` it speaks https with a certificate that nobody trusts. */
export async function openReceiver(tls?: { key: string; cert: string }): Promise<Receiver> {
  const received: Received[] = [];
  const receiver = { received, behave: answering(204) as Behaviour };
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const { url: path = '', method = '' } = incoming;
    const request = { path, method, headers, body: await textOf(incoming) };
    received.push(request);
    await receiver.behave(request, response);
  };
  const server: Server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      if ('closeAllConnections' in server) (server.closeAllConnections as () => void)();
    });
  return Object.assign(receiver, { url, port, close });
}
