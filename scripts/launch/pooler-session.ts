// One client of the pooler: takes a backend at its first query, passes bytes both ways, and gives the backend back at its end.
import type { Socket } from 'node:net';
import { describeError } from './launch-error.ts';
import { encodedReady, encodeFatal, type PgNotice } from './pg-messages.ts';
import { headerBytes, MessageScanner, tagOf } from './pg-scanner.ts';
import type { Backend, Borrower } from './pooler-backend.ts';
import { type BackendPool, NoBackendError } from './pooler-queue.ts';

// A client may send its last statement and leave at once; the statement gets this long before it is cancelled.
const farewellMs = 2_000;
// A reason made beforehand: without one, each end of a session would build an exception with a stack.
const gone = 'the client is gone';

export class Session implements Borrower {
  readonly #socket: Socket;
  readonly #pool: BackendPool;
  readonly #settings: ReadonlyMap<string, string>;
  readonly #scanner = new MessageScanner();
  readonly #quit = new AbortController();
  #backend: Backend | undefined;
  #isBorrowing = false;
  #held: Buffer[] = [];
  // How many ReadyForQuery the server owes, and whether messages were sent that none will answer.
  #owed = 0;
  #isUnsynced = false;
  #status = 'I';
  #hasSaidGoodbye = false;
  #isRefused = false;
  #farewell: NodeJS.Timeout | undefined;

  constructor(socket: Socket, pool: BackendPool, settings: ReadonlyMap<string, string>) {
    this.#socket = socket;
    this.#pool = pool;
    this.#settings = settings;
    socket.on('data', (chunk: Buffer) => this.#fromClient(chunk));
    socket.on('close', () => this.#clientLeft());
    socket.resume();
  }

  /** Asks the server to stop the statement of this client, when one may be running. */
  cancel(): void {
    if (this.#owed > 0) void this.#backend?.cancel();
  }

  onBytes(chunk: Buffer): void {
    if (this.#socket.writable && !this.#socket.write(chunk)) {
      this.#backend?.pause();
      this.#socket.once('drain', () => this.#backend?.resume());
    }
  }

  onReady(status: string): void {
    this.#owed--;
    this.#status = status;
    if (this.#hasSaidGoodbye && this.#owed === 0) this.#release();
  }

  onLost(isBetweenMessages: boolean): void {
    this.#backend = undefined;
    if (isBetweenMessages) this.#refuse({ code: '57P01', message: 'the connection to PostgreSQL was lost' });
    else this.#socket.destroy();
  }

  #fromClient(chunk: Buffer): void {
    if (this.#isRefused) return;
    const end = this.#follow(chunk);
    if (end === undefined) return;
    const bytes = end === chunk.length ? chunk : chunk.subarray(0, end);
    if (this.#backend !== undefined) {
      if (!this.#backend.send(bytes, () => this.#socket.resume())) this.#socket.pause();
    } else if (bytes.length > 0) {
      this.#held.push(bytes);
      this.#socket.pause();
      if (!this.#isBorrowing) void this.#borrow();
    }
    if (this.#hasSaidGoodbye) this.#sayGoodbye();
  }

  /** Counts what the server will answer. Resolves where the bytes for the server end: Terminate is for the pooler only. */
  #follow(chunk: Buffer): number | undefined {
    let end = chunk.length;
    try {
      this.#scanner.scan(chunk, (tag, endsAt) => {
        if (this.#hasSaidGoodbye) return;
        if (tag === tagOf.terminate) {
          this.#hasSaidGoodbye = true;
          end = Math.max(0, endsAt - headerBytes);
        } else if (tag === tagOf.query || tag === tagOf.sync || tag === tagOf.call) {
          this.#owed++;
          this.#isUnsynced = false;
        } else {
          this.#isUnsynced = true;
        }
      });
      return end;
    } catch (error) {
      this.#refuse({ code: '08P01', message: `not a PostgreSQL message: ${describeError(error)}` });
      return undefined;
    }
  }

  async #borrow(): Promise<void> {
    this.#isBorrowing = true;
    try {
      const backend = await this.#pool.lend(this.#quit.signal);
      await this.#applySettings(backend);
      if (this.#quit.signal.aborted) void this.#pool.giveBack(backend, true);
      else this.#carry(backend);
    } catch (error) {
      const message = describeError(error);
      const code = error instanceof NoBackendError ? '53300' : '22023';
      this.#refuse({ code, message, hint: 'Look for transactions that are held open, and at the startup parameters.' });
    } finally {
      this.#isBorrowing = false;
    }
  }

  /** Session parameters of the startup packet. When PostgreSQL refuses one, the backend goes back and the error is thrown. */
  async #applySettings(backend: Backend): Promise<void> {
    if (this.#settings.size === 0) return;
    const calls = [...this.#settings].map(([name, value]) => `set_config(${quote(name)},${quote(value)},false)`);
    try {
      await backend.runOwn(`SELECT ${calls.join(',')}`);
    } catch (error) {
      void this.#pool.giveBack(backend, true);
      throw new Error(`PostgreSQL refuses ${[...this.#settings.keys()].join(' or ')} as startup parameter`, {
        cause: error,
      });
    }
  }

  #carry(backend: Backend): void {
    backend.lendTo(this);
    this.#backend = backend;
    const held = Buffer.concat(this.#held);
    this.#held = [];
    if (backend.send(held, () => this.#socket.resume())) this.#socket.resume();
  }

  /** The client sent Terminate: what it sent before still runs, then the backend goes back. */
  #sayGoodbye(): void {
    if (this.#owed === 0) this.#release();
    else this.#farewell ??= setTimeout(() => this.#release(), farewellMs);
    this.#socket.end();
  }

  #clientLeft(): void {
    if (!this.#hasSaidGoodbye || this.#owed === 0) this.#release();
  }

  #release(): void {
    clearTimeout(this.#farewell);
    this.#quit.abort(gone);
    const backend = this.#backend;
    if (backend === undefined) return;
    this.#backend = undefined;
    const isClean = this.#owed === 0 && !this.#isUnsynced && this.#scanner.isBetweenMessages && this.#status === 'I';
    void this.#pool.giveBack(backend, isClean);
  }

  /**
   * Ends the session with a reason. ReadyForQuery follows although PostgreSQL would send none: postgres.js keeps an error to
   * itself until then and would say only that the connection was closed.
   */
  #refuse(notice: PgNotice): void {
    this.#isRefused = true;
    this.#quit.abort(gone);
    if (this.#socket.writable) this.#socket.end(Buffer.concat([encodeFatal(notice), encodedReady]));
    this.#socket.resume();
  }
}

/** A literal for a simple query; standard_conforming_strings is on since PostgreSQL 9.1. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
