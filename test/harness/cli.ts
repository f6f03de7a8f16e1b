// Runs a command line of `orange` in this process, with streams of its own, and keeps what it printed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import type { Command } from 'commander';
import { afterAll } from 'vitest';
import { createProgram, runOrange } from '../../src/cli/program.ts';
import { newSalt } from '../../src/cli/surroundings.ts';

export type CliRun = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type CliOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** What is piped in; an empty pipe without it. */
  readonly stdin?: string;
  /** Makes all three streams a terminal; each question is answered with the next of these. */
  readonly answers?: readonly string[];
  readonly interrupt?: AbortSignal;
  readonly nowMs?: () => number;
  readonly salt?: string;
  /** Told all that standard error has so far, whenever it grows. */
  readonly onStderr?: (text: string) => void;
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A machine of an engineer: a folder with a configuration, and nothing of the developer's own environment. */
export function newMachine() {
  const folder = mkdtempSync(join(tmpdir(), 'orange-cli-'));
  folders.push(folder);
  const configFile = join(folder, 'config', 'config.json');
  return { folder, configFile, keyFile: join(folder, 'config', 'keys.json'), env: { ORANGE_CONFIG: configFile } };
}

class Sink extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 100;
  readonly #onText: (text: string, piece: string) => void;

  constructor(isTTY: boolean, onText: (text: string, piece: string) => void) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.#onText = onText;
  }

  override _write(piece: unknown, _encoding: string, done: () => void): void {
    this.text += String(piece);
    this.#onText(this.text, String(piece));
    done();
  }
}

/** Never throws; `code` is the exit code. */
export async function runCli(argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const { env = {}, answers, interrupt = new AbortController().signal, nowMs = () => Date.now() } = options;
  const isTerminal = answers !== undefined;
  const waiting = [...(answers ?? [])];
  const stdin = Object.assign(new PassThrough(), { isTTY: isTerminal });
  if (!isTerminal) stdin.end(options.stdin ?? '');
  const stdout = new Sink(isTerminal, () => {});
  const stderr = new Sink(isTerminal, (text, piece) => {
    options.onStderr?.(text);
    // A question ends with a space and waits on its line.
    if (isTerminal && /[:?\]] $/.test(piece)) setImmediate(() => stdin.write(`${waiting.shift() ?? ''}\n`));
  });
  const code = await runOrange(argv, {
    stdin,
    stdout,
    stderr,
    env,
    interrupt,
    nowMs,
    newSalt: () => options.salt ?? newSalt(),
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** The one JSON value on standard output. */
export function jsonOf({ stdout }: CliRun): Record<string, never> {
  return JSON.parse(stdout) as Record<string, never>;
}

/** Every command by its whole name, without those that are hidden. */
export function listCommands(): string[] {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const interrupt = new AbortController().signal;
  const surroundings = { stdin, stdout, stderr, env: {}, interrupt, nowMs: () => 0, newSalt };
  const { commands } = createProgram({ surroundings, exitCode: 0 });
  return commands.flatMap((command) => listBelow(command, '')).filter((name) => !name.startsWith('__'));
}

const listBelow = (command: Command, above: string): string[] => {
  const name = `${above}${command.name()}`;
  return command.commands.length === 0 ? [name] : command.commands.flatMap((child) => listBelow(child, `${name} `));
};
