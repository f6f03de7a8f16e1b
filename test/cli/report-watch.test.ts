// `orange report watch` and `orange report attachment`: reports as they come, and the files that came with them.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let story: Story;
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
});
afterAll(() => service.close());

const file = (id: string, title = `It hums ${id}`) =>
  service.send('POST', '/v1/reports', {
    as: 'gateway',
    json: { id, product: 'nova', kind: 'bug', build: '1.0.0', title, text: 'hmm' },
  });

it('shows each report once, also over a service that was away', async () => {
  await file('old');
  const watching = story.run(['report', 'watch', '--every', '1', '--count', '3', '--json']);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await file('one');
  await file('two');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  service.state.meddle = ({ method, path }) =>
    method === 'GET' && path.startsWith('/v1/reports?') ? new Response('', { status: 503 }) : undefined;
  await file('three');
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  service.state.meddle = () => undefined;
  const { code, stdout, stderr } = await watching;
  expect(code).toBe(0);
  const lines = stdout.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(['one', 'two', 'three']);
  expect(stderr).toContain('does not answer');
  expect(stderr).toContain('is back');
});

it('is refused what the service refuses', async () => {
  service.state.meddle = () => new Response('', { status: 403 });
  const refused = await story.run(['report', 'watch']);
  service.state.meddle = () => undefined;
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('403') });
});

it('brings a file here, and replaces none', async () => {
  await service.send('PUT', '/v1/reports/nova/old/attachments/log.txt', { as: 'gateway', text: 'a line' });
  const shown = await story.done('report', 'show', 'old');
  expect(shown.stdout).toContain('1  log.txt, text, 6 B');
  const out = story.inside('log.txt');
  await story.done('report', 'attachment', 'old', '1', '--out', out);
  expect(readFileSync(out, 'utf8')).toBe('a line');
  for (const argv of [
    ['report', 'attachment', 'old', 'log.txt', '--out', out],
    ['report', 'attachment', 'old', '2', '--out', story.inside('other')],
  ])
    expect(await story.run(argv)).toMatchObject({ code: 1 });
});
