// Standard output that takes nothing: half an answer is no answer, and whoever reads the exit code learns of it.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

it.each([['--help'], ['completion', 'bash'], ['report', 'fingerprint', '--help']])(
  'on a full disk `orange %s …` ends with 1 and one sentence',
  async (...argv) => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...argv], {
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const said = child.stderr === null ? '' : await text(child.stderr);
    expect(await ended).toBe(1);
    expect(said).toBe(
      'error: standard output cannot be written: the disk is full\nhint:  What was written of the answer is not whole.\n',
    );
  },
);
