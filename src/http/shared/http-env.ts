// What every handler finds in its context: one clock reading, a log, the process's parts, and stores when it asks.
import type { Sender } from '../../app/take-checkins.ts';
import type { Token } from '../../domain/catalog/token.ts';
import type { Problem } from '../../domain/result.ts';
import type { Log, Process, Stores } from './parts.ts';

/** The surroundings of one request, given by the door (worker.ts or server.ts). */
export type Surroundings = {
  readonly process: Process;
  readonly log: Log;
  /** Opens the database on first use; a poll never does. */
  readonly stores: () => Stores;
  /** Work that may go on after the answer. */
  readonly background: (work: Promise<unknown>) => void;
};

export type HttpEnv = {
  Bindings: Surroundings;
  Variables: {
    /** The one clock reading of this request, epoch milliseconds. */
    nowMs: number;
    /** Set by a middleware; the poll does without until it has to refuse. */
    requestId: string | undefined;
    /** Why the body is not JSON that we take; set by `strictJson` when a route asked for it. */
    bodyProblems: readonly Problem[] | undefined;
    /** Who the request speaks for; only behind `requireRole`. */
    bearer: Token;
    /** Who speaks; only behind `requireSender` and `requireDevice`. */
    sender: Sender;
  };
};
