// `orange symbols`: files of symbols are prepared here, sent once, and listed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jsonOf } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { buildId, library, mappingText } from '../samples/symbols.ts';

let service: ServedApp;
let story: Story;
let folder: string;
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
  folder = story.inside('symbols');
  mkdirSync(folder);
  writeFileSync(join(folder, 'mapping.txt'), mappingText());
  writeFileSync(join(folder, 'libring.so'), library().bytes ?? '');
  writeFileSync(join(folder, 'README'), 'how to use these');
});
afterAll(() => service.close());

it('are sent with the build that they belong to, and once', async () => {
  const image = story.newFile('one.img', 4_096);
  const published = ['build', 'publish', image, '--version', '1.0.0', '--yes', '--json', '--symbols', folder];
  const run = await story.run(published);
  expect(jsonOf(run)).toMatchObject({
    id: 'nova-1',
    state: 'sealed',
    symbols: [
      { kind: 'library', identity: buildId, build: 'nova-1', isStored: true, wasStored: false },
      { kind: 'mapping', identity: '', build: 'nova-1', fileName: 'mapping.txt', wasStored: false },
    ],
  });
  expect(run.stderr).toContain('README');
  const again = await story.done('symbols', 'upload', folder, '--build', '1.0.0', '--json');
  expect(jsonOf(again)).toMatchObject({ items: [{ wasStored: true }, { wasStored: true }] });
  const listed = await story.done('symbols', 'list', '--build', 'nova-1');
  expect(listed.stdout).toContain(buildId);
  expect(listed.stdout.trim().split('\n')).toHaveLength(3);
});

it('are refused with what to do', async () => {
  expect(await story.run(['symbols', 'upload', join(folder, 'README')])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('there are no symbols in'),
  });
  expect(await story.run(['symbols', 'upload', join(folder, 'mapping.txt')])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--build'),
  });
  expect(await story.run(['symbols', 'upload', join(folder, 'mapping.txt'), '--build', '9.9.9'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no such build'),
  });
});
