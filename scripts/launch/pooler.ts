// A session pooler in front of PostgreSQL, as Hyperdrive is one in production.
// A Worker opens a connection for every request, and a fresh PostgreSQL backend costs 6 ms of processor time (performance.md, 3a).
import { randomInt } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { errorCode } from './launch-error.ts';
import { type BackendKey, encodeFatal, encodeWelcome } from './pg-messages.ts';
import type { Target } from './pooler-backend.ts';
import { type Greeting, greet } from './pooler-greeting.ts';
import { BackendPool } from './pooler-queue.ts';
import { Session } from './pooler-session.ts';
import type { PortMemory } from './ports.ts';

export type PoolerOptions = {
  readonly target: Target;
  readonly maxBackends?: number;
  /** How long a client's first query waits for a backend, also while PostgreSQL restarts. */
  readonly waitMs?: number;
  readonly ports?: PortMemory;
};

export type RunningPooler = {
  readonly port: number;
  /** The same user, password and database as behind it. */
  readonly url: string;
  counts(): { backends: number; idle: number; waiting: number };
  stop(): Promise<void>;
};

/**
 * Listens on loopback. A client proves the password in clear text: any account of the machine can reach the port, so it must
 * not be open, and a challenge would cost each request of the Worker more than reading loopback (root only) protects.
 */
export async function startPooler(options: PoolerOptions): Promise<RunningPooler> {
  const { target } = options;
  const pool = new BackendPool({ target, maxBackends: options.maxBackends ?? 20, waitMs: options.waitMs ?? 10_000 });
  const sessions = new Map<string, Session>();
  const sockets = new Set<Socket>();
  let lastPid = 0;

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    void greet(socket, target).then(
      (greeting) => receive(socket, greeting),
      () => socket.destroy(),
    );
  });

  async function receive(socket: Socket, greeting: Greeting): Promise<void> {
    if (greeting.kind === 'cancel') {
      sessions.get(nameOf(greeting.key))?.cancel();
      socket.end();
    } else if (greeting.kind === 'refused') {
      socket.end(encodeFatal(greeting.notice));
    } else {
      await open(socket, greeting.settings);
    }
  }

  async function open(socket: Socket, settings: ReadonlyMap<string, string>): Promise<void> {
    const parameters = await pool.serverParameters().catch((error: Error) => {
      socket.end(encodeFatal({ code: '57P03', message: error.message }));
      return undefined;
    });
    if (parameters === undefined || socket.destroyed) return;
    lastPid = (lastPid + 1) & 0x7f_ff_ff_ff;
    const key = { pid: lastPid, secret: randomInt(2 ** 31) };
    sessions.set(nameOf(key), new Session(socket, pool, settings));
    socket.on('close', () => sessions.delete(nameOf(key)));
    socket.write(encodeWelcome(parameters, key));
  }

  const port = await listen(server, options.ports?.recall('pooler'));
  options.ports?.remember('pooler', port);
  return {
    port,
    url: `postgres://${target.user}:${target.password}@127.0.0.1:${port}/${target.database}`,
    counts: () => pool.counts,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await pool.stop();
    },
  };
}

function nameOf(key: BackendKey): string {
  return `${key.pid}/${key.secret}`;
}

/** On the port of last time when it is free, otherwise on any. */
async function listen(server: Server, remembered: number | undefined): Promise<number> {
  try {
    return await listenOn(server, remembered ?? 0);
  } catch (error) {
    if (remembered === undefined || errorCode(error) !== 'EADDRINUSE') throw error;
    return listenOn(server, 0);
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
