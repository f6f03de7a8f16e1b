// The error that a start ends with when a person can mend the cause: what is wrong, and what to do about it.

/** `message` says what is wrong in one line, `hint` says what to do; both are shown as they are. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** The sentence to show for anything that was thrown. */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(describeError).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** The system's short code of a failure (`EADDRINUSE`, `ENOENT`), when it has one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
