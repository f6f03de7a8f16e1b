// `orange build notes`: text for who reads it at a terminal, Markdown for what goes on elsewhere.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let story: Story;
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
  await story.publish('1.0.0');
  const json = { id: 'r-1', product: 'nova', kind: 'bug', build: '1.0.0', title: 'Torch (rear) stays on', text: 'on' };
  await service.send('POST', '/v1/reports', { as: 'gateway', json });
  await service.settle();
  await story.done('issue', 'status', '1', 'fixed', '--in', '1.0.0');
});
afterAll(() => service.close());

it('shows at a terminal what is fixed, and writes Markdown into a pipe', async () => {
  const shown = await story.run(['build', 'notes', '1.0.0'], { answers: [] });
  expect(shown.stdout).toContain('- Torch (rear) stays on');
  const piped = await story.done('build', 'notes', '1.0.0');
  expect(piped.stdout).toContain('- Torch \\(rear\\) stays on');
  expect(piped.stdout).toContain('# nova 1.0.0');
  for (const [format, said] of [
    ['text', '(rear)'],
    ['md', '\\(rear\\)'],
    ['html', '<bdi>'],
    ['json', '"issues"'],
  ] as const)
    expect((await story.done('build', 'notes', '1.0.0', '--format', format)).stdout).toContain(said);
});
