// The one error of the tool's own: what went wrong in a line, what to do about it in another, and the exit code.

/** 1 refused, bad input or a service that does not answer; 2 wrong usage; 70 a bug; 130 interrupted by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 70 | 130;

export type CliErrorOptions = {
  /** A closed kebab word, the service's own where it refused. */
  readonly code: string;
  readonly fix: string;
  readonly exitCode?: ExitCode;
  /** Printed with --json beside code, what and fix: places in the input, the present state of a thing. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
};

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly fix: string;
  readonly exitCode: ExitCode;
  readonly details: Readonly<Record<string, unknown>>;

  /** `what` and `fix` are sentences for the person at the terminal; control characters in them are removed when printed. */
  constructor(what: string, { code, fix, exitCode = 1, details = {}, cause }: CliErrorOptions) {
    super(what, { cause });
    this.code = code;
    this.fix = fix;
    this.exitCode = exitCode;
    this.details = details;
  }
}

/** The person pressed Ctrl-C; `fix` says how to go on. */
export function interrupted(fix: string): CliError {
  return new CliError('interrupted', { code: 'interrupted', fix, exitCode: 130 });
}

/** Throws when Ctrl-C was pressed. */
export function stopWhenInterrupted(interrupt: AbortSignal, fix = 'Run the same command again.'): void {
  if (interrupt.aborted) throw interrupted(fix);
}
