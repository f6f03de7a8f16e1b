// Questions to the person at the terminal: on standard error, so that standard output stays the answer.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CliError, interrupted } from '../cli-error.ts';
import { isInteractive, type Surroundings } from '../surroundings.ts';
import { cleanText } from './words.ts';

export type Ask = {
  readonly isPossible: boolean;
  /** A line between two questions. */
  say(text: string): void;
  /** One line. Throws a CliError on Ctrl-C and when the input ends. */
  line(question: string): Promise<string>;
  /** One line that is not shown while it is typed. */
  secret(question: string): Promise<string>;
  /** Anything but y or yes is no. */
  isYes(question: string): Promise<boolean>;
};

export function openAsk(surroundings: Surroundings): Ask {
  const ask = (question: string, isShown: boolean) => askLine(surroundings, cleanText(question), isShown);
  return {
    isPossible: isInteractive(surroundings),
    say: (text) => void surroundings.stderr.write(`${cleanText(text)}\n`),
    line: (question) => ask(`${question} `, true),
    secret: (question) => ask(`${question} `, false),
    isYes: async (question) => /^y(es)?$/i.test((await ask(`${question} [y/N] `, true)).trim()),
  };
}

function askLine({ stdin, stderr }: Surroundings, question: string, isShown: boolean): Promise<string> {
  stderr.write(question);
  // readline echoes what is typed to its output; for a secret that output goes nowhere.
  const output = isShown ? stderr : new Writable({ write: (_piece, _encoding, done) => done() });
  const reader = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      reader.removeAllListeners();
      reader.close();
      if (!isShown) stderr.write('\n');
      settle();
    };
    reader.once('line', (line) => end(() => resolve(line)));
    reader.once('SIGINT', () => end(() => reject(interrupted('Nothing was changed.'))));
    reader.once('close', () => end(() => reject(inputEnded())));
  });
}

const inputEnded = (): CliError =>
  new CliError('the input ended before the question was answered', {
    code: 'no-answer',
    fix: 'Answer it at a terminal, or see --help for how to go without the question.',
  });

/** A secret longer than this is a file that went the wrong way. */
const maxSecretBytes = 4_096;

/** All of standard input, without the line end that `echo` adds. */
export async function readSecretInput({ stdin }: Surroundings, what: string): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stdin) {
    pieces.push(Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece)));
    if (pieces.reduce((sum, { length }) => sum + length, 0) > maxSecretBytes) break;
  }
  const secret = Buffer.concat(pieces).toString('utf8').trim();
  if (secret !== '' && Buffer.byteLength(secret) <= maxSecretBytes) return secret;
  throw new CliError(`standard input holds no ${what}`, {
    code: 'no-secret',
    fix: `Pipe the ${what} in: command | orange …`,
  });
}
