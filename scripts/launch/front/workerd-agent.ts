// Connections to workerd: whoever asks for one waits while it is started again, and idle ones are let go before workerd does.
import { Agent, type AgentOptions } from 'node:http';
import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export type WorkerdAddress = {
  /** Where workerd listens at the moment; settles when it does. */
  readonly port: () => Promise<number>;
  /** How long it is waited for; then what went wrong last is the request's error. */
  readonly patienceMs: number;
};

const pauseMs = 25;

type Created = (error: unknown, socket?: Socket) => void;

export function workerdAgent(address: WorkerdAddress, options: AgentOptions): Agent {
  const createConnection = (_: unknown, created: Created) => {
    connectInTime(address).then((socket) => created(null, socket), created);
  };
  return Object.assign(new Agent(options), { createConnection });
}

async function connectInTime({ port, patienceMs }: WorkerdAddress): Promise<Socket> {
  const outOfTime = refuseAfter(patienceMs);
  const endMs = performance.now() + patienceMs;
  try {
    for (;;) {
      try {
        return await Promise.race([port().then(connect), outOfTime.refused]);
      } catch (error) {
        if (performance.now() + pauseMs > endMs) throw error;
        await wait(pauseMs);
      }
    }
  } finally {
    outOfTime.stop();
  }
}

function refuseAfter(ms: number): { readonly refused: Promise<never>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const refused = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('workerd does not start')), ms);
  });
  refused.catch(() => undefined);
  return { refused, stop: () => clearTimeout(timer) };
}

type Told = (error?: Error | null) => void;

/**
 * workerd answers what it does not want before it has read it, and hangs up on the rest. A write that fails of that would
 * end the socket with the answer unread in it: reading comes to the same end, behind the answer.
 */
class AttentiveSocket extends Socket {
  override _write(piece: unknown, encoding: BufferEncoding, told: Told): void {
    super._write(piece, encoding, () => told());
  }
  override _writev(pieces: { chunk: unknown; encoding: BufferEncoding }[], told: Told): void {
    super._writev?.(pieces, () => told());
  }
}

function connect(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = new AttentiveSocket();
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
    socket.connect({ port, host: '127.0.0.1', noDelay: true });
  });
}
