// How a run that did not succeed says so: what was wrong in one line, what to do in another, the same as JSON.
import { CliError, type ExitCode } from '../cli-error.ts';
import type { Surroundings } from '../surroundings.ts';
import { openPrinter } from './printer.ts';
import { bad, faint } from './words.ts';

/** Prints whatever was thrown and answers the exit code. What is no CliError is a bug of ours. */
export function reportFailure(surroundings: Surroundings, cause: unknown, isJson: boolean): ExitCode {
  const error = cause instanceof CliError ? cause : (describeMachine(cause) ?? describeBug(cause));
  const { code, message: what, fix, details, exitCode } = error;
  const printer = openPrinter(surroundings, isJson);
  printer.note([bad('error: '), what], [faint('hint:  '), fix]);
  if (error !== cause && (surroundings.env.ORANGE_DEBUG ?? '') !== '') surroundings.stderr.write(`${stackOf(cause)}\n`);
  if (isJson) printer.report({ json: { error: { code, what, fix, ...details } }, lines: [] });
  return exitCode;
}

/** What this machine's files may answer at any write or read: no fault of ours, and nothing that a report would mend. */
const machineWords: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  ENOSPC: ['the disk is full', 'Make room, then run the same command again.'],
  EDQUOT: ['your share of the disk is used up', 'Make room, then run the same command again.'],
  EROFS: ['the disk may only be read', 'Name another place; ORANGE_CONFIG and ORANGE_DATA move what orange keeps.'],
  EACCES: ['permission is denied', 'Mend the permissions, or name another place.'],
  EPERM: ['permission is denied', 'Mend the permissions, or name another place.'],
  EIO: ['the disk fails', 'Look at the disk; what was written before is as it was.'],
  EISDIR: ['a folder is where a file should be', 'Name a file.'],
  ENOTDIR: ['a file is where a folder should be', 'Name another place.'],
  ENAMETOOLONG: ['the name is too long', 'Name another place.'],
  EMFILE: ['too many files are open', 'Raise the limit (ulimit -n), then run the same command again.'],
};

function describeMachine(cause: unknown): CliError | null {
  const { code = '', path } = (cause instanceof Error ? cause : {}) as NodeJS.ErrnoException;
  const words = machineWords[code];
  if (words === undefined) return null;
  const [what, fix] = words;
  return new CliError(path === undefined ? what : `${path}: ${what}`, { code: 'machine-failed', fix, cause });
}

function describeBug(cause: unknown): CliError {
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new CliError(`this is a bug in orange: ${what}`, {
    code: 'bug',
    exitCode: 70,
    fix: 'Please report it; with ORANGE_DEBUG=1 the same command shows where it happened.',
  });
}

/** Stacks hold only our own paths and messages; they are shown to whoever asked for them. */
const stackOf = (cause: unknown): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));

/** Wrong usage, in the same two lines: `what` is commander's sentence. */
export function reportUsage(surroundings: Surroundings, what: string, fix: string): void {
  const printer = openPrinter(surroundings, false);
  printer.note([bad('error: '), what], [faint('hint:  '), fix]);
}
