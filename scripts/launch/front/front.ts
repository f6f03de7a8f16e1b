// The door of `npm start`: reads HTTP as the service on Node does, refuses what is none, and hands the rest to workerd.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { systemEntropy } from '../../../src/adapters/system/entropy.ts';
import {
  endWith,
  methodNotTaken,
  type Refusal,
  refusalOf,
  refuseOnNode,
  refuseUnreadable,
} from '../../../src/http/shared/unreadable-on-node.ts';
import { type Agents, type Forwarded, forward, openAgents } from './exchange.ts';
import { readHead } from './head.ts';

export type FrontOptions = {
  /** 0 for any free one. */
  readonly port: number;
  /** Where workerd listens at the moment; settles when it does. */
  readonly workerPort: () => Promise<number>;
  /** How long a request waits for a workerd that is started again. */
  readonly patienceMs?: number;
};

export type Front = { readonly port: number; stop(): Promise<void> };

/** workerd is there again within a second or two. */
const defaultPatienceMs = 10_000;
/** As the service on Node: longer than proxies hold a quiet connection. */
const keepAliveMs = 75_000;
/** Answers that are on their way at the end. */
const stopPatienceMs = 1_000;

const unavailable: Refusal = {
  status: 503,
  code: 'service-restarting',
  detail: 'The service went away before it answered, and is being started again.',
  fix: 'Send the request again after the time in Retry-After; what has an id is kept once.',
};

type Open = { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse; readonly forwarded: Forwarded };

/** Throws what listening throws: an address in use (`EADDRINUSE`). */
export async function openFront({ port, workerPort, patienceMs = defaultPatienceMs }: FrontOptions): Promise<Front> {
  const agents = openAgents({ port: workerPort, patienceMs });
  const server = makeServer(agents);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ port, host: '127.0.0.1' }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.race([closed, wait(stopPatienceMs)]);
      server.closeAllConnections();
      for (const agent of [agents.kept, agents.fresh]) agent.destroy();
    },
  };
}

function makeServer(agents: Agents): Server {
  const latest = new WeakMap<Duplex, Open>();
  // A Host is asked for by the head's reader, which says so in words.
  const server = createServer({ requireHostHeader: false }, (incoming, outgoing) => {
    outgoing.sendDate = false;
    const head = readHead(incoming);
    if ('status' in head) return refuse(outgoing, head);
    const forwarded = forward({ incoming, outgoing, head, agents, apologise: () => apologise(outgoing) });
    latest.set(incoming.socket, { incoming, outgoing, forwarded });
  });
  // Node would hang up on a client that has said all, with the answer still to come; workerd does not.
  Object.assign(server, { httpAllowHalfOpen: true });
  // Their size is bounded, and those beyond a count would be left out unsaid.
  server.maxHeadersCount = 0;
  server.keepAliveTimeout = keepAliveMs;
  server.on('connect', (incoming, wire) => {
    wire.on('error', () => undefined);
    if (isAnswered(latest.get(incoming.socket))) endWith(methodNotTaken, wire, nameRequest());
    else wire.destroy();
  });
  server.on('clientError', (error: Error & { code?: string }, wire) => {
    const open = latest.get(wire);
    if (open === undefined || isAnswered(open) || error.code === 'ECONNRESET')
      return refuseUnreadable(error, wire, nameRequest());
    // Answers come in the order of requests: what is broken is refused behind those that were not.
    if (open.incoming.complete) open.outgoing.once('close', () => refuseUnreadable(error, wire, nameRequest()));
    else if (open.outgoing.headersSent) wire.destroy();
    else {
      open.forwarded.cancel();
      refuse(open.outgoing, refusalOf(error));
    }
  });
  return server;
}

const isAnswered = (open: Open | undefined): boolean => open === undefined || open.outgoing.writableFinished;

const nameRequest = () => systemEntropy.randomHex(8);

const refuse = (outgoing: ServerResponse, refusal: Refusal) => refuseOnNode(outgoing, refusal, nameRequest());

/** Devices that were refused together come back one after another. */
function apologise(outgoing: ServerResponse): void {
  const afterS = 2 + (Number.parseInt(systemEntropy.randomHex(1), 16) % 9);
  refuseOnNode(outgoing, unavailable, nameRequest(), { 'retry-after': String(afterS) });
}
