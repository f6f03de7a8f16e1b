// An upload that was broken off goes on where it was: after Ctrl-C, a killed process, a failing line, a forgetful storage.
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CliRun, jsonOf } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let story: Story;
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
});
afterAll(() => service.close());
beforeEach(() => void service.partsSent.splice(0));
afterEach(() => {
  service.state.meddle = () => undefined;
});

const partBytes = 16 * 1024 * 1024;
const partCount = 7;
const newFile = (name: string) => story.newFile(name, (partCount - 1) * partBytes + 12_345);
const argvOf = (file: string, version: string) => ['build', 'publish', file, '--version', version, '--yes'];

async function storedParts(version: string): Promise<number> {
  const build = jsonOf(await story.done('build', 'show', version, '--json')) as unknown as {
    artifact: { storedBytes: number };
  };
  return Math.ceil(build.artifact.storedBytes / partBytes);
}

/** What the service had received when the process died is still being recorded for a moment. */
async function settledParts(version: string): Promise<number> {
  for (let before = -1, kept = await storedParts(version); ; [before, kept] = [kept, await storedParts(version)]) {
    if (before === kept) return kept;
    await wait(300);
  }
}

/** The second run sends what the first had not recorded, and nothing else. */
async function expectToGoOn(argv: string[], kept: number): Promise<CliRun> {
  service.partsSent.splice(0);
  const run = await story.run([...argv, '--json']);
  expect(run, run.stderr).toMatchObject({ code: 0 });
  expect(jsonOf(run)).toMatchObject({ state: 'sealed', partsKept: kept, partsSent: partCount - kept });
  expect(new Set(service.partsSent).size).toBe(service.partsSent.length);
  expect(service.partsSent).toHaveLength(partCount - kept);
  return run;
}

/** Calls back at the request for the n-th record of a part. */
function atRecord(n: number, then: () => void): void {
  let seen = 0;
  service.state.meddle = ({ path }) => {
    if (path.endsWith('/upload/parts')) seen += 1;
    if (seen === n) then();
    return undefined;
  };
}

it('goes on after Ctrl-C, which says how', async () => {
  const argv = argvOf(newFile('ctrl-c.img'), '1.0.0');
  const interrupting = new AbortController();
  atRecord(3, () => interrupting.abort());
  const broken = await story.run(argv, { interrupt: interrupting.signal });
  const kept = await storedParts('1.0.0');
  expect(kept).toBeGreaterThanOrEqual(3);
  expect(kept).toBeLessThan(partCount);
  expect([broken.code, broken.stderr.trimEnd().split('\n').slice(-2)]).toEqual([
    130,
    ['error: interrupted', `hint:  Run the same command again: ${kept} of ${partCount} parts are stored and stay.`],
  ]);
  await expectToGoOn(argv, kept);
});

it('ends at Ctrl-C while it still reads the file', async () => {
  const interrupting = new AbortController();
  const onStderr = (text: string) => {
    if (text.includes('Reading')) interrupting.abort();
  };
  const run = await story.run(argvOf(newFile('early.img'), '1.1.0'), { interrupt: interrupting.signal, onStderr });
  expect(run.code).toBe(130);
  expect((await story.run(['build', 'show', '1.1.0'])).code).toBe(1);
});

it.each([
  ['SIGINT', '2.0.0', 130],
  ['SIGKILL', '2.1.0', null],
] as const)('goes on after a process that got %s', async (signal, version, expected) => {
  const argv = argvOf(newFile(`${signal}.img`), version);
  const env = { PATH: process.env.PATH ?? '', ...story.env };
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...argv], { env, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  atRecord(3, () => child.kill(signal));
  expect(await ended).toBe(expected);
  const kept = await settledParts(version);
  expect(kept).toBeLessThan(partCount);
  expect(kept).toBeGreaterThanOrEqual(2);
  await expectToGoOn(argv, kept);
});

it('sends a part again when storage or the line fails, and the others once', async () => {
  const failed = new Map<string, number>();
  service.state.meddle = ({ method, path }) => {
    if (method !== 'PUT') return undefined;
    const part = new URL(path, 'http://x').searchParams.get('part') ?? '';
    const tries = (failed.get(part) ?? 0) + 1;
    failed.set(part, tries);
    if (part === '2' && tries === 1) return new Response('<Error><Code>SlowDown</Code></Error>', { status: 503 });
    if (part === '3' && tries === 1) return 'cut';
    if (part === '5' && tries === 1) return new Response('<Error><Code>AccessDenied</Code></Error>', { status: 403 });
    return undefined;
  };
  const run = await story.run([...argvOf(newFile('flaky.img'), '3.0.0'), '--json']);
  expect(run, run.stderr).toMatchObject({ code: 0 });
  expect([...service.partsSent].sort((a, b) => a - b)).toEqual(Array.from({ length: partCount }, (_, at) => at + 1));
});

it('does not try again what storage refuses for good', async () => {
  service.state.meddle = ({ method, path }) =>
    method === 'PUT' && path.startsWith('/storage/')
      ? new Response('<Error><Code>EntityTooSmall</Code></Error>', { status: 400 })
      : undefined;
  const run = await story.run([...argvOf(newFile('refused.img'), '3.1.0'), '--json']);
  expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'upload-failed' } }]);
  expect(run.stderr).toContain('storage answered 400 EntityTooSmall');
});

it('begins anew when storage forgot the upload', async () => {
  const argv = argvOf(newFile('forgotten.img'), '4.0.0');
  let isForgotten = false;
  service.state.meddle = ({ path }) => {
    if (path.endsWith('/upload/finish') && !isForgotten) {
      isForgotten = true;
      service.storage.multipart.clear();
    }
    return undefined;
  };
  expect(await story.run(argv)).toMatchObject({ code: 0 });
  expect(service.partsSent).toHaveLength(2 * partCount);
});
