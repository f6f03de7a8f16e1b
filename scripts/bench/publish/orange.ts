// Runs command lines of `orange` in this process, as an engineer's terminal would, without one.
import { PassThrough, Writable } from 'node:stream';
import { runOrange } from '../../../src/cli/program.ts';
import { newSalt } from '../../../src/cli/surroundings.ts';

/** Answers what the tool printed. Throws what it said when it ended with anything but 0. */
export type Orange = (...words: readonly string[]) => Promise<string>;

export const openOrange =
  (env: Readonly<Record<string, string>>): Orange =>
  async (...words) => {
    const [stdin, stdout, stderr] = [new PassThrough(), openSink(), openSink()];
    stdin.end();
    const interrupt = new AbortController().signal;
    const streams = { stdin, stdout: stdout.stream, stderr: stderr.stream };
    const code = await runOrange(words, { ...streams, env, interrupt, nowMs: () => Date.now(), newSalt });
    if (code !== 0) throw new Error(`orange ${words.join(' ')}: ${stderr.text()}`);
    return stdout.text();
  };

function openSink() {
  const pieces: string[] = [];
  const stream = new Writable({
    write(piece, _encoding, done) {
      pieces.push(String(piece));
      done();
    },
  });
  return { stream, text: () => pieces.join('') };
}
