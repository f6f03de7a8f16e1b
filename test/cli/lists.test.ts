// Lists and issues at a terminal: what an empty list was asked by that is not there, and words as people say them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let story: Story;
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
  await story.publish('1.4.0');
});
afterAll(() => service.close());

it.each([
  [
    ['issue', 'list', '--build', '1.4.1'],
    '"1.4.1" is the name of no build of nova that is here; did you mean "1.4.0"?',
  ],
  [
    ['report', 'list', '--build', 'nova1'],
    '"nova1" is the name of no build of nova that is here; did you mean "nova-1"?',
  ],
  [['issue', 'list', '--model', 'm1'], 'nova has no model "m1"; did you mean "n1"?'],
  [['device', 'list', '--model', 'm1', '--build', 'zzz'], '"zzz" is the name of no build of nova that is here.'],
])('%s says what is not there', async (argv, words) => {
  const { code, stdout, stderr } = await story.run([...argv, '--json']);
  expect([code, JSON.parse(stdout)]).toEqual([0, { items: [], next: null }]);
  expect(stderr).toContain(`hint:  ${words}\n`);
});

it('says nothing of what is there, or where something was found', async () => {
  const quiet = async (...argv: string[]) => expect((await story.done(...argv)).stderr).toBe('');
  await quiet('issue', 'list', '--build', '1.4.0', '--model', 'n2');
  const json = { id: 'r-1', product: 'nova', kind: 'bug', build: 'lab-7', title: 'It hums', text: 'hmm' };
  await service.send('POST', '/v1/reports', { as: 'gateway', json });
  await quiet('report', 'list', '--build', 'lab-7');
});

it('counts one in the singular, and advises in its own words', async () => {
  const json = { id: 'r-2', product: 'nova', kind: 'bug', build: '1.4.0', title: 'It blinks', text: 'at night' };
  const { issue } = (await (await service.send('POST', '/v1/reports', { as: 'gateway', json })).json()) as {
    issue: number;
  };
  await service.settle();
  expect((await story.done('issue', 'show', String(issue))).stdout).toMatch(/ in 1 report\n/);
  expect((await story.done('report', 'erase', 'SN-none', '--yes')).stdout).toBe('erased 0 reports of SN-none\n');
  await story.done('cohort', 'set', 'friends');
  const add = async (...devices: string[]) => (await story.done('cohort', 'add', 'friends', ...devices)).stdout;
  expect(await add('SN-1')).toBe('1 device came to friends\n');
  expect(await add('SN-1', 'SN-2')).toBe('1 device came to friends, 1 was in it\n');
  const left = await story.done('cohort', 'remove', 'friends', 'SN-1');
  expect(left.stdout).toBe('1 device left friends\n');
  const refused = await story.run(['issue', 'status', String(issue), 'fixed']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('Name it: --in BUILD')]);
});

it('lists the reports of an issue or of a device alone, and says of a merged issue where its reports go on', async () => {
  const file = async (id: string, device: string) => {
    const json = { id, product: 'nova', kind: 'bug', build: '1.4.0', device, title: `It ${id}`, text: id };
    const filed = await service.send('POST', '/v1/reports', { as: 'gateway', json });
    return ((await filed.json()) as { issue: number }).issue;
  };
  const [rings, hangs] = [await file('rings', 'SN-7'), await file('hangs', 'SN-8')];
  await service.settle();
  const listed = async (...argv: string[]) => {
    const { items } = JSON.parse((await story.done('report', 'list', '--json', ...argv)).stdout) as {
      items: { id: string }[];
    };
    return items.map(({ id }) => id);
  };
  expect(await listed('--issue', String(rings))).toEqual(['rings']);
  expect(await listed('--device', 'SN-8')).toEqual(['hangs']);
  await story.done('issue', 'merge', String(hangs), String(rings));
  const shown = (await story.done('issue', 'show', String(hangs))).stdout;
  expect(shown).toContain(`Its reports go on in issue ${rings}: orange issue show ${rings}\n`);
  expect(shown).not.toContain('Not counted yet');
});

it('takes no word for a filter or a fix that has no effect', async () => {
  expect((await story.run(['issue', 'list', '--fresh'])).stderr).toContain('Name it: --build BUILD');
  const json = { id: 'r-3', product: 'nova', kind: 'bug', build: '1.4.0', title: 'It rattles', text: 'in the car' };
  const filed = await service.send('POST', '/v1/reports', { as: 'gateway', json });
  const { issue } = (await filed.json()) as { issue: number };
  const refused = await story.run(['issue', 'status', String(issue), 'triaged', '--in', '1.4.0']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('Leave --in out')]);
});
