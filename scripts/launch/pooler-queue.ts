// The pool itself: a bounded number of warm backends, and a queue of those who wait for one, first come first served.
import { describeError } from './launch-error.ts';
import { Backend, type Target } from './pooler-backend.ts';

export type PoolOptions = {
  readonly target: Target;
  readonly maxBackends: number;
  /** How long a client waits for a backend before it is turned away. */
  readonly waitMs: number;
};

/** Nobody gave a backend back in time, or PostgreSQL cannot be reached. */
export class NoBackendError extends Error {
  override readonly name = 'NoBackendError';
}

type Waiter = { give(backend: Backend): void; refuse(error: Error): void };

// Two stay open when nothing happens, so that the first requests after a quiet hour meet a warm one.
const keptWarm = 2;
const idleLimitMs = 60_000;
const retryMs = 100;

export class BackendPool {
  readonly #options: PoolOptions;
  readonly #all = new Set<Backend>();
  readonly #idle: { backend: Backend; sinceMs: number }[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #sweep: NodeJS.Timeout;
  #opening = 0;
  #failure: string | undefined;
  #retry: NodeJS.Timeout | undefined;
  #parameters: ReadonlyMap<string, string> | undefined;
  #isStopped = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#sweep = setInterval(() => this.#closeSurplus(), idleLimitMs / 2).unref();
  }

  get counts(): { backends: number; idle: number; waiting: number } {
    return { backends: this.#all.size + this.#opening, idle: this.#idle.length, waiting: this.#waiters.size };
  }

  /** What the server last said about itself: answered from memory, so that a client's greeting costs no round trip. */
  async serverParameters(): Promise<ReadonlyMap<string, string>> {
    if (this.#parameters === undefined) this.#keep(await this.lend());
    return this.#parameters ?? new Map();
  }

  /** Resolves with a clean backend that is open at that moment. Throws a NoBackendError after the time to wait, or when `quit`. */
  async lend(quit?: AbortSignal): Promise<Backend> {
    for (;;) {
      const backend = this.#idle.pop()?.backend ?? (await this.#queueUp(quit));
      if (backend.isOpen) return backend;
    }
  }

  #queueUp(quit?: AbortSignal): Promise<Backend> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void) => {
        this.#waiters.delete(waiter);
        clearTimeout(timer);
        quit?.removeEventListener('abort', abandon);
        outcome();
      };
      const waiter: Waiter = {
        give: (backend) => settle(() => resolve(backend)),
        refuse: (error) => settle(() => reject(error)),
      };
      const abandon = () => waiter.refuse(new NoBackendError('the client left'));
      const timer = setTimeout(() => waiter.refuse(this.#tooLate()), this.#options.waitMs);
      quit?.addEventListener('abort', abandon);
      this.#waiters.add(waiter);
      this.#grow();
    });
  }

  /** Takes a backend back. One that is not clean, or that cannot be cleaned, is thrown away. */
  async giveBack(backend: Backend, isClean: boolean): Promise<void> {
    if (!isClean) return backend.destroy();
    try {
      await backend.runOwn('DISCARD ALL');
      this.#keep(backend);
    } catch {
      await backend.destroy();
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#sweep);
    clearTimeout(this.#retry);
    for (const waiter of this.#waiters) waiter.refuse(new NoBackendError('the pooler stops'));
    for (const backend of this.#all) backend.close();
    await Promise.all([...this.#all].map((backend) => backend.closed));
  }

  #keep(backend: Backend): void {
    if (!backend.isOpen) return;
    backend.lendTo(undefined);
    const [waiter] = this.#waiters;
    if (this.#isStopped) backend.close();
    else if (waiter !== undefined) waiter.give(backend);
    else this.#idle.push({ backend, sinceMs: performance.now() });
  }

  /** Opens as many backends as clients wait for, within the limit; one at a time while the server does not answer. */
  #grow(): void {
    const wanted = this.#failure === undefined ? this.#waiters.size : Math.min(1, this.#waiters.size);
    while (this.#opening < wanted && this.#all.size + this.#opening < this.#options.maxBackends) {
      this.#opening++;
      void this.#openOne();
    }
  }

  async #openOne(): Promise<void> {
    try {
      const backend = await Backend.open(this.#options.target);
      this.#opening--;
      this.#failure = undefined;
      this.#parameters = backend.parameters;
      this.#all.add(backend);
      void backend.closed.then(() => this.#forget(backend));
      this.#keep(backend);
      this.#grow();
    } catch (error) {
      this.#opening--;
      this.#failure = describeError(error);
      if (!this.#isStopped) this.#retry ??= setTimeout(() => this.#tryAgain(), retryMs);
    }
  }

  #tryAgain(): void {
    this.#retry = undefined;
    this.#grow();
  }

  #forget(backend: Backend): void {
    this.#all.delete(backend);
    const index = this.#idle.findIndex((entry) => entry.backend === backend);
    if (index >= 0) this.#idle.splice(index, 1);
    if (!this.#isStopped) this.#grow();
  }

  #closeSurplus(): void {
    const limitMs = performance.now() - idleLimitMs;
    const surplus = this.#idle.filter((entry) => entry.sinceMs < limitMs).slice(keptWarm);
    for (const { backend } of surplus) backend.close();
  }

  #tooLate(): NoBackendError {
    const { maxBackends, waitMs } = this.#options;
    const why =
      this.#failure === undefined ? `all ${maxBackends} connections are in use` : `PostgreSQL: ${this.#failure}`;
    return new NoBackendError(`no database connection within ${waitMs} ms (${why})`);
  }
}
