// The one error of ours that is thrown: a failure with a closed code and a sentence that may be shown to anybody.

/** What can go wrong that no caller asked for; http/problem.ts gives each its status. */
export type AppErrorCode =
  | 'database-unavailable'
  | 'storage-unavailable'
  | 'queue-unavailable'
  | 'map-unavailable'
  | 'conflict'
  | 'internal';

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: AppErrorCode;

  /** The message is public; what must stay inside goes into `cause`, which only the log sees. */
  constructor(code: AppErrorCode, publicMessage: string, options?: ErrorOptions) {
    super(publicMessage, options);
    this.code = code;
  }
}

/** A bug, not an outcome: the request dies, the isolate lives. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition)
    throw new AppError('internal', 'The service met a state that should not exist.', { cause: new Error(message) });
}
