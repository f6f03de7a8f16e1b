// One connection of the pooler to PostgreSQL: carries one client after the other and can be stopped in what it does.
import { connect, type Socket } from 'node:net';
import { type BackendKey, encodeCancel, encodedTerminate, encodeQuery } from './pg-messages.ts';
import { MessageScanner, tagOf } from './pg-scanner.ts';
import { type Credentials, type Login, logIn } from './pooler-login.ts';

/** Where PostgreSQL is; the port is asked for at each connection, because a restarted server may have moved. */
export type Target = Credentials & { readonly host: string; port(): number };

/** Whoever uses a backend at the moment hears from it here. */
export type Borrower = {
  onBytes(chunk: Buffer): void;
  /** ReadyForQuery went by; `status` is I (idle), T (in a transaction) or E (in a failed one). */
  onReady(status: string): void;
  /** The connection broke; `isBetweenMessages` tells whether the client can still be told in words. */
  onLost(isBetweenMessages: boolean): void;
};

const cancelPatienceMs = 2_000;

export class Backend {
  readonly parameters: ReadonlyMap<string, string>;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  readonly #key: BackendKey;
  readonly #socket: Socket;
  readonly #target: Target;
  readonly #scanner = new MessageScanner();
  #borrower: Borrower | undefined;
  #cancelling: Promise<void> | undefined;
  #sawError = false;

  private constructor(target: Target, socket: Socket, login: Login) {
    this.#target = target;
    this.#socket = socket;
    this.#key = login.key;
    this.parameters = login.parameters;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#borrower?.onLost(this.#scanner.isBetweenMessages);
        resolve();
      });
    });
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.resume();
  }

  /** Connects and logs in. Throws what the server or the system said. */
  static async open(target: Target): Promise<Backend> {
    const socket = connect({ host: target.host, port: target.port(), noDelay: true });
    socket.on('error', () => undefined);
    try {
      return new Backend(target, socket, await logIn(socket, target));
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#socket.readyState === 'open';
  }

  lendTo(borrower: Borrower | undefined): void {
    this.#borrower = borrower;
    this.#socket.resume();
  }

  /** False when the server reads too slowly; `onDrain` is then called when it has caught up. */
  send(bytes: Buffer, onDrain: () => void): boolean {
    const isKeepingUp = this.#socket.write(bytes);
    if (!isKeepingUp) this.#socket.once('drain', onDrain);
    return isKeepingUp;
  }

  /** Stops reading while the client is too slow. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Runs one statement of the pooler's own, before or after a client. Throws when it fails. */
  async runOwn(sql: string): Promise<void> {
    await this.#cancelling;
    try {
      await new Promise<void>((resolve, reject) => {
        const refuse = () => reject(new Error(`failed: ${sql}`));
        this.lendTo({
          onBytes: () => undefined,
          onReady: (status) => (this.#sawError || status !== 'I' ? refuse() : resolve()),
          onLost: refuse,
        });
        this.#sawError = false;
        this.#socket.write(encodeQuery(sql));
      });
    } finally {
      this.#borrower = undefined;
    }
  }

  /** Asks the server to stop the running statement. Resolves when the server has heard it: it closes that connection then. */
  cancel(): Promise<void> {
    const cancelling = new Promise<void>((resolve) => {
      const socket = connect({ host: this.#target.host, port: this.#target.port(), timeout: cancelPatienceMs });
      socket.on('connect', () => socket.write(encodeCancel(this.#key)));
      socket.on('timeout', () => socket.destroy()).on('error', () => undefined);
      socket.on('close', () => resolve()).resume();
    });
    this.#cancelling = cancelling;
    return cancelling;
  }

  /** For a connection that is idle: PostgreSQL ends the session at once. */
  close(): void {
    this.#borrower = undefined;
    this.#socket.end(encodedTerminate);
  }

  /** For a connection in the middle of something: what runs is cancelled, an open transaction is rolled back. */
  async destroy(): Promise<void> {
    this.#borrower = undefined;
    if (this.isOpen) await this.cancel();
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const statuses: string[] = [];
    try {
      this.#scanner.scan(chunk, (tag, _endsAt, lastByte) => {
        if (tag === tagOf.ready) statuses.push(String.fromCharCode(lastByte));
        else if (tag === tagOf.error) this.#sawError = true;
      });
    } catch {
      this.#socket.destroy();
      return;
    }
    const borrower = this.#borrower;
    borrower?.onBytes(chunk);
    for (const status of statuses) borrower?.onReady(status);
  }
}
