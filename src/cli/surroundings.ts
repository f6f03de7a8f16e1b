// What a run of the tool finds around it: streams, environment, clock, chance, Ctrl-C. Tests bring their own.
import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type Input = Readable & { readonly isTTY?: boolean };
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export type Surroundings = {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts at the first Ctrl-C. */
  readonly interrupt: AbortSignal;
  readonly nowMs: () => number;
  /** Of a rollout: who goes first in it. Nobody may foretell it. */
  readonly newSalt: () => string;
};

/** Questions are asked only where a person can see them and answer. */
export const isInteractive = ({ stdin, stderr }: Surroundings): boolean =>
  stdin.isTTY === true && stderr.isTTY === true;

/** The process's own. A second Ctrl-C ends it at once, whatever it is doing. */
export function processSurroundings(): Surroundings {
  const { stdin, stdout, stderr, env } = process;
  // `npm run` moves to the checkout first; files on the command line are meant from where it was typed.
  if (env.npm_lifecycle_event === 'orange' && env.INIT_CWD !== undefined) process.chdir(env.INIT_CWD);
  const interrupting = new AbortController();
  process.on('SIGINT', () => {
    if (interrupting.signal.aborted) process.exit(130);
    interrupting.abort();
  });
  // `orange build list | head` closes the pipe early: that is no failure. A full disk is one, and half an answer is none.
  stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EPIPE') process.exit(0);
    const why = cause.code === 'ENOSPC' ? 'the disk is full' : (cause.code ?? cause.message);
    stderr.write(
      `error: standard output cannot be written: ${why}\nhint:  What was written of the answer is not whole.\n`,
    );
    process.exit(1);
  });
  // Nobody hears what went wrong; the exit code still says so.
  stderr.on('error', () => undefined);
  return { stdin, stdout, stderr, env, interrupt: interrupting.signal, nowMs: () => Date.now(), newSalt };
}

export const newSalt = (): string => randomBytes(16).toString('hex');
