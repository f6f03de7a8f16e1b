// Connections to workerd: new ones wait while it is started again, idle ones are kept for what may be asked twice.
import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Who uses a line at the moment hears what comes by it. */
export type LineUser = {
  take(piece: Buffer): void;
  drained(): void;
  /** Told once; the line is gone. */
  closed(): void;
};

export type Line = { readonly socket: Socket; user: LineUser | null; idleSinceMs: number };

export type Lines = {
  /** A connection that was used before, and may have been given up at its other end. */
  takeIdle(): Line | null;
  /** A fresh one. Throws what went wrong last when workerd was not there for `patienceMs`. */
  open(): Promise<Line>;
  giveBack(line: Line): void;
  close(): void;
};

export type LinesOptions = {
  /** Where workerd listens at the moment; settles when it does. */
  readonly port: () => Promise<number>;
  readonly patienceMs: number;
};

/** workerd gives up an idle connection after 5 s (pipelineTimeout of kj::HttpServerSettings): it is let go long before. */
const longestIdleMs = 1_500;
/** More than this at once are closed when they are done. */
const maxIdle = 256;
const pauseMs = 25;

export function openLines({ port, patienceMs }: LinesOptions): Lines {
  const idle: Line[] = [];
  const isOver = new AbortController();

  async function connectOnce(): Promise<Line> {
    return openLine(await port());
  }

  return {
    takeIdle() {
      for (let line = idle.pop(); line !== undefined; line = idle.pop()) {
        if (!line.socket.destroyed && performance.now() - line.idleSinceMs < longestIdleMs) return line;
        line.socket.destroy();
      }
      return null;
    },
    async open() {
      const endMs = performance.now() + patienceMs;
      for (;;) {
        const outOfTime = refuseAfter(endMs - performance.now());
        try {
          return await Promise.race([connectOnce(), outOfTime.refused]);
        } catch (error) {
          if (isOver.signal.aborted || performance.now() + pauseMs > endMs) throw error;
          await wait(pauseMs);
        } finally {
          outOfTime.stop();
        }
      }
    },
    giveBack(line) {
      line.user = null;
      // The client may have been slower than its answer.
      line.socket.resume();
      if (idle.length >= maxIdle || isOver.signal.aborted) line.socket.destroy();
      else {
        line.idleSinceMs = performance.now();
        idle.push(line);
      }
    },
    close() {
      isOver.abort();
      for (const { socket } of idle) socket.destroy();
    },
  };
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

function openLine(port: number): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket = new AttentiveSocket();
    socket.connect({ port, host: '127.0.0.1', noDelay: true });
    const line: Line = { socket, user: null, idleSinceMs: 0 };
    socket.once('connect', () => resolve(line));
    // What went wrong is told by `close`, which follows.
    socket.on('error', reject);
    socket.on('data', (piece) => (line.user === null ? socket.destroy() : line.user.take(piece)));
    socket.on('drain', () => line.user?.drained());
    socket.on('close', () => {
      reject(new Error('workerd hung up'));
      const { user } = line;
      line.user = null;
      user?.closed();
    });
  });
}

function refuseAfter(ms: number): { readonly refused: Promise<never>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const refused = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('workerd does not start')), Math.max(0, ms));
  });
  refused.catch(() => undefined);
  return { refused, stop: () => clearTimeout(timer) };
}
