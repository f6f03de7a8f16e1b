// The release engineer of the demonstration: types commands of `orange`, and reads what they print.
import { Readable, Writable } from 'node:stream';
import { runOrange } from '../../src/cli/program.ts';
import { newSalt, type Surroundings } from '../../src/cli/surroundings.ts';

export type Engineer = {
  /** Runs a command with --json and answers the value it printed. Throws what it said when it did not succeed. */
  type(...words: string[]): Promise<unknown>;
};

const nothing = (): Readable => Readable.from([]);

function collect(into: string[]): Writable {
  return new Writable({
    write(piece: Buffer, _encoding, done) {
      into.push(piece.toString());
      done();
    },
  });
}

export function openEngineer(env: Record<string, string>, nowMs: () => number, interrupt: AbortSignal): Engineer {
  return {
    async type(...words) {
      const [out, err]: [string[], string[]] = [[], []];
      const surroundings: Surroundings = {
        stdin: nothing(),
        stdout: collect(out),
        stderr: collect(err),
        env,
        interrupt,
        nowMs,
        newSalt,
      };
      const exitCode = await runOrange([...words, '--json'], surroundings);
      if (exitCode !== 0) throw new Error(`orange ${words.join(' ')}: ${err.join('')}${out.join('')}`);
      return JSON.parse(out.join('')) as unknown;
    },
  };
}
