// `orange build publish`: what is signed, shown, refused and sealed.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let story: Story;
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
});
afterEach(() => {
  service.state.meddle = () => undefined;
});
afterAll(() => service.close());

const publish = (file: string, ...more: string[]) => story.run(['build', 'publish', file, ...more]);

describe('a build', () => {
  it('is sealed with exactly the statement that was shown', async () => {
    const file = story.newFile('nova-1.0.0.img', 5_000_000);
    const run = await publish(
      file,
      '--version',
      '1.0.0',
      '--vendor-version',
      'V1.0',
      '--accepts',
      '>=0.5.0',
      '--yes',
      '--json',
    );
    expect(run).toMatchObject({ code: 0 });
    const shown = jsonOf(run) as unknown as { artifact: Record<string, unknown> };
    expect(shown).toMatchObject({
      id: 'nova-1',
      state: 'sealed',
      wasSealed: false,
      partsSent: 1,
      partsKept: 0,
      ceiling: null,
    });
    const kept = jsonOf(await story.run(['build', 'show', 'V1.0', '--json'])) as unknown as { release: string };
    const answer = await fetch(`${service.url}/repository/${kept.release}`);
    const published = (await answer.json()) as { signed: { targets: object } };
    expect(published.signed.targets).toEqual({
      'fw/nova/nova-1.nova-1.0.0.img': {
        length: 5_000_000,
        hashes: { sha256: shown.artifact.sha256, sha512: shown.artifact.sha512 },
        custom: expect.objectContaining({
          releaseId: 'nova-1',
          version: '1.0.0',
          vendorVersion: 'V1.0',
          models: ['n1', 'n2'],
          accepts: '>=0.5.0',
        }),
      },
    });
    for (const words of [
      'nova 1.0.0 (V1.0), counter 1',
      'n1, n2',
      'builds in >=0.5.0',
      '5,000,000 bytes',
      shown.artifact.sha256,
      shown.artifact.sha512,
    ]) {
      expect(run.stderr).toContain(words);
    }
  });

  it('lies in storage with its chunk list', async () => {
    const file = story.newFile('chunks.img', 9_000_000);
    const run = await publish(file, '--version', '1.0.1', '--yes', '--json');
    const { artifact } = jsonOf(run) as unknown as { artifact: { chunkRoot: string } };
    const list = await fetch(`${service.url}/v1/chunks/${artifact.chunkRoot}`).then((answer) => answer.arrayBuffer());
    const bytes = readFileSync(file);
    const chunks = [0, 1, 2].map((at) =>
      createHash('sha256').update(bytes.subarray(at * 4_194_304, (at + 1) * 4_194_304)),
    );
    expect(Buffer.from(list).equals(Buffer.concat(chunks.map((hash) => hash.digest())))).toBe(true);
  });

  it('is published twice without a change, and without a key', async () => {
    const file = story.newFile('again.img', 4_096);
    expect((await publish(file, '--version', '1.1.0', '--yes')).code).toBe(0);
    const before = service.partsSent.length;
    const again = await publish(file, '--version', '1.1.0', '--key-file', '/nowhere/keys.json');
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('already sealed') });
    expect(service.partsSent.length).toBe(before);
    const { items } = jsonOf(await story.done('build', 'list', '--json')) as unknown as {
      items: { version: string }[];
    };
    expect(items.filter(({ version }) => version === '1.1.0')).toHaveLength(1);
  });

  it('keeps its version to itself', async () => {
    const file = story.newFile('other.img', 4_096);
    const run = await publish(file, '--version', '1.1.0', '--yes', '--json');
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'version-taken', status: 409 } }]);
    expect(run.stderr).toContain('Choose another version: a sealed build never changes.');
  });

  it('that was left unfinished is forgotten with `build discard`', async () => {
    service.state.meddle = ({ path }) => (path === '/v1/trust/files' ? 'cut' : undefined);
    expect((await publish(story.newFile('draft.img', 4_096), '--version', '1.2.0', '--yes')).code).toBe(1);
    service.state.meddle = () => undefined;
    const rebuilt = story.newFile('draft.img', 4_096);
    expect((await publish(rebuilt, '--version', '1.2.0', '--yes')).stderr).toContain('orange build discard 1.2.0');
    await story.done('build', 'discard', '1.2.0');
    expect((await publish(rebuilt, '--version', '1.2.0', '--yes')).code).toBe(0);
  });
});

describe('the ceiling', () => {
  it('is signed along when a plan is in force, and left out when asked', async () => {
    await story.done('plan', 'apply', story.writePlan(), '--no-ceiling');
    const without = await publish(
      story.newFile('c1.img', 4_096),
      '--version',
      '2.0.0',
      '--yes',
      '--no-ceiling',
      '--json',
    );
    expect(jsonOf(without)).toMatchObject({ ceiling: null });
    const run = await publish(story.newFile('c2.img', 4_096), '--version', '2.1.0', '--yes', '--json');
    expect(jsonOf(run)).toMatchObject({ ceiling: { plan: 1, seq: 1 } });
    expect(run.stderr).toMatch(/Ceiling .*\n[\s\S]*stage 2 +half: 50 % of everyone, from 2026-/);
  });

  it('is made up for by a second run, and then nothing is left to do', async () => {
    const file = story.newFile('c3.img', 4_096);
    const refuse = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path === '/v1/trust/files' ? ('cut' as const) : undefined;
    service.state.meddle = refuse;
    expect((await publish(file, '--version', '2.2.0', '--yes')).code).toBe(1);
    service.state.meddle = () => undefined;
    const second = await publish(file, '--version', '2.2.0', '--yes', '--json');
    expect(jsonOf(second)).toMatchObject({ wasSealed: false, partsSent: 0, ceiling: { seq: 1 } });
    const third = await publish(file, '--version', '2.2.0', '--json');
    expect([third.code, jsonOf(third)]).toMatchObject([0, { wasSealed: true, ceiling: null }]);
  });
});

describe('nothing is signed', () => {
  it('without a yes', async () => {
    const file = story.newFile('no.img', 4_096);
    const argv = ['build', 'publish', file, '--version', '3.0.0'];
    expect(await story.run(argv)).toMatchObject({ code: 1, stderr: expect.stringContaining('Add --yes') });
    expect(await story.run(argv, { answers: ['n'] })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not agreed'),
    });
    expect(await story.run(argv, { answers: [''] })).toMatchObject({ code: 1 });
    expect(jsonOf(await story.run(['build', 'show', '3.0.0', '--json']))).toMatchObject({
      state: 'draft',
      release: null,
    });
    expect(await story.run(argv, { answers: ['y'] })).toMatchObject({ code: 0 });
  });

  it('but what this machine measured, whatever the service answers', async () => {
    const file = story.newFile('mine.img', 4_096);
    const real = await publish(file, '--version', '3.1.0', '--no-ceiling', '--yes', '--json');
    const {
      wasSealed: _,
      partsSent: __,
      partsKept: ___,
      ceiling: ____,
      files: _____,
      ...sealed
    } = jsonOf(real) as unknown as Sealed;
    // The same file under a name that was never published: whatever the draft's answer says, only the counter is taken.
    const lie = {
      ...sealed,
      id: 'nova-900',
      counter: 900,
      version: '3.1.1',
      state: 'draft',
      models: ['n2'],
      artifact: { ...sealed.artifact, sha256: 'e'.repeat(64) },
    };
    service.state.meddle = ({ method, path }) =>
      method === 'POST' && path === '/v1/builds' ? Response.json({ ...lie, sealedMs: null }) : undefined;
    const { stderr } = await publish(file, '--version', '3.1.1', '--no-ceiling', '--yes');
    expect(stderr).toContain(`sha256          ${sealed.artifact.sha256}`);
    expect(stderr).toContain('models          n1, n2');
    expect(stderr).not.toContain('eeee');
  });
});

type Sealed = {
  artifact: { sha256: string };
  wasSealed: boolean;
  partsSent: number;
  partsKept: number;
  ceiling: unknown;
  files: unknown;
};

describe('a file', () => {
  it('that changes while it is uploaded is refused, and nothing is sealed', async () => {
    const file = story.newFile('moving.img', 40 * 1024 * 1024);
    let isChanged = false;
    service.state.meddle = ({ method }) => {
      if (method === 'PUT' && !isChanged) {
        isChanged = true;
        writeFileSync(file, Buffer.alloc(40 * 1024 * 1024, 1));
      }
      return undefined;
    };
    const run = await publish(file, '--version', '4.0.0', '--yes', '--json');
    expect([run.code, jsonOf(run)]).toMatchObject([
      1,
      { error: { code: 'file-changed', what: 'the build file changed while it was being uploaded' } },
    ]);
    expect(jsonOf(await story.run(['build', 'show', '4.0.0', '--json']))).toMatchObject({ state: 'draft' });
  });

  it.each([
    ['that is not there', () => story.inside('nothing.img'), 'there is no file'],
    ['that is a folder', () => story.folder, 'is no file'],
    ['that is empty', () => story.newFile('empty.img', 0), 'is empty'],
    ['whose name devices could not take', () => story.newFile('my build.img', 10), '--file-name'],
  ])('%s is refused before anything is drafted', async (_what, file, words) => {
    const drafts = () => service.requests.filter((request) => request === 'POST /v1/builds').length;
    const before = drafts();
    const run = await publish(file(), '--version', '4.1.0', '--yes');
    expect([run.code, run.stderr, drafts()]).toEqual([1, expect.stringContaining(words), before]);
  });

  it('may get another name', async () => {
    const run = await publish(
      story.newFile('my build 2.img', 10),
      '--version',
      '4.2.0',
      '--file-name',
      'nova.img',
      '--yes',
      '--json',
    );
    expect(jsonOf(run)).toMatchObject({ artifact: { fileName: 'nova.img' } });
  });
});

describe('what is stated', () => {
  it.each([
    ['--version', 'v1.2', 'semantic version'],
    ['--version', '01.2.3', 'semantic version'],
    ['--vendor-version', 'two words', 'printable ASCII'],
    ['--model', 'n9', 'orange model add n9'],
    ['--channel', 'nightly', 'orange channel set nightly'],
    ['--accepts', 'newer than 1', 'semver range'],
    ['--security-floor', '9999', 'the counter that this build gets'],
  ])('is checked: %s %s', async (flag, value, words) => {
    const file = story.newFile('stated.img', 10);
    const run = await publish(file, ...(flag === '--version' ? [] : ['--version', '5.0.0']), flag, value, '--yes');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining(words)]);
  });
});

describe('progress', () => {
  it('is a line every ten percent without a terminal, and a bar on one', async () => {
    const file = story.newFile('progress.img', 48 * 1024 * 1024);
    const plain = await publish(file, '--version', '6.0.0', '--yes');
    expect(plain.stderr).toContain('Uploading: 50 % of 48 MiB\n');
    expect(plain.stderr).not.toContain('\u001b');
    const other = story.newFile('bar.img', 1024 * 1024);
    const bar = await story.run(['build', 'publish', other, '--version', '6.1.0', '--yes'], { answers: [] });
    expect(bar.stderr).toContain('█');
  });
});
