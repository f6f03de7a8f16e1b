// How every command is declared and run: its options, its help with examples, its one report.
import { Command, InvalidArgumentError, Option } from 'commander';
import { openSession, type Session, type SessionFlags } from './session.ts';
import type { Surroundings } from './surroundings.ts';
import type { Report } from './terminal/printer.ts';

export type CommandForm = {
  readonly name: string;
  /** A sentence without its full stop, as commander's lists have it. */
  readonly about: string;
  /** More than one sentence, under the usage. */
  readonly more?: string;
  /** Which of --product, --channel, --key-file, --exec (with --key-file) and --root apply. */
  readonly takes?: readonly ('product' | 'channel' | 'key' | 'signer' | 'root')[];
  /** Works without the service. */
  readonly isLocal?: boolean;
  /** The fields of the one JSON value that --json prints. */
  readonly json: readonly string[];
  readonly examples: readonly (readonly [what: string, command: string])[];
};

/** Options that many commands have; help shows them last. */
export const commonOptions: ReadonlySet<string> = new Set([
  'product',
  'channel',
  'keyFile',
  'exec',
  'root',
  'url',
  'json',
  'help',
]);

/** A command of its own; its action comes from `acting`. */
export function newCommand({ name, about, more, takes = [], isLocal, json, examples }: CommandForm): Command {
  const command = new Command(name).description(more === undefined ? about : `${about}.\n\n${more}`).summary(about);
  if (takes.includes('product')) command.option('-p, --product <name>', 'the product (ORANGE_PRODUCT)');
  if (takes.includes('channel')) command.option('-c, --channel <name>', 'the channel (ORANGE_CHANNEL)');
  if (takes.includes('key') || takes.includes('signer'))
    command.option('--key-file <path>', 'the key file (ORANGE_KEY_FILE)');
  if (takes.includes('signer'))
    command.option('--exec <command>', 'a command that signs in place of the key file (ORANGE_SIGNER)');
  if (takes.includes('root'))
    command.option('--root <file>', 'a root to trust in place of the first one met (ORANGE_ROOT)');
  if (isLocal !== true) command.option('--url <address>', 'the service (ORANGE_URL)');
  command.option('--json', 'print one JSON value');
  const lines = examples.map(([what, line]) => `  # ${what}\n  $ ${line}`);
  const fields = json.map((field) => `  ${field}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}\n\nWith --json:\n${fields.join('\n')}`);
}

/** A word with commands below it, such as `build`. */
export function newGroup(name: string, about: string, commands: readonly Command[]): Command {
  const group = new Command(name).description(about).helpCommand(false);
  for (const command of commands) group.addCommand(command);
  return group;
}

/** Only `Run` is told how a run ends; everything else is thrown. */
export type Run = {
  readonly surroundings: Surroundings;
  exitCode: 0 | 1;
  /** What to do about a command line that is wrong, once one was. */
  usageFix?: string;
};

export type Handler<A extends unknown[]> = (session: Session, ...args: A) => Promise<Report>;

/** Makes a handler commander's action: opens the session that the flags ask for and prints what comes back. */
export function acting<A extends unknown[]>(run: Run, handler: Handler<A>) {
  return async (...args: [...A, Command]): Promise<void> => {
    const command = args[args.length - 1];
    const flags: SessionFlags = command instanceof Command ? command.opts() : {};
    const session = await openSession(run.surroundings, flags);
    const report = await handler(session, ...dropCommand<A>(args));
    session.printer.report(report);
    run.exitCode = report.exitCode ?? 0;
  };
}

/** Commander passes the arguments, the options, and the command itself at last. */
const dropCommand = <A extends unknown[]>(args: [...A, Command]): A => args.slice(0, -1) as A;

/** For numbers on the command line; what is wrong is told as a usage error. */
export function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
  };
}

/** A factor such as `1.4`. */
export function factor(text: string): number {
  const value = /^\d{1,3}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0) return value;
  throw new InvalidArgumentError('Write a number above 0, such as 1.4.');
}

/** For options that may be given several times, or once with commas. */
export const listing = (text: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  ...text.split(',').filter((part) => part !== ''),
];

/** One of a few words; anything else is a usage error that lists them. */
export const oneOf = (flags: string, about: string, words: readonly string[]): Option =>
  new Option(flags, about).choices(words);
