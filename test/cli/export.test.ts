// `orange export`: whole, in pages, and on where it was cut off; and what is known of one device.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jsonOf } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let story: Story;
const file = async (id: string, device?: string) => {
  const body = { id, product: 'nova', kind: 'bug', build: '1.0.0', title: `It hums ${id}`, text: `text of ${id}` };
  const json = { ...body, ...(device === undefined ? {} : { device }) };
  expect((await service.send('POST', '/v1/reports', { as: 'gateway', json })).status).toBe(201);
};
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
  const device = { product: 'nova', channel: 'stable', device: 'SN-1', model: 'n1', build: '0.9.0' };
  await service.send('POST', '/v1/enrolments', { as: 'enroller', json: device });
  for (let n = 0; n < 17; n += 1) await file(`r-${n}`, n % 4 === 0 ? 'SN-1' : undefined);
  await service.send('PUT', '/v1/reports/nova/r-4/attachments/log.txt', { as: 'gateway', text: 'a line' });
});
afterAll(() => service.close());

type Line = { record: string; id: string; text: string; attachments: { name: string }[]; what: string; of: string };
const read = (path: string): Line[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

it('goes on where it was cut off, and replaces nothing', async () => {
  const out = story.inside('nova.jsonl');
  const argv = ['export', '--issues', '--reports', '--out', out, '--json'];
  let pages = 0;
  service.state.meddle = ({ path }) => {
    if (!path.startsWith('/v1/exports/reports')) return undefined;
    pages += 1;
    return pages > 2 ? new Response('', { status: 500 }) : undefined;
  };
  expect((await story.run(argv)).code).toBe(1);
  service.state.meddle = () => undefined;
  // As a crash in the middle of a page would leave it.
  writeFileSync(out, `${readFileSync(out, 'utf8')}{"record":"rep`);
  expect(await story.run(['export', '--reports', '--out', out])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('something else'),
  });
  const done = jsonOf(await story.run(argv));
  expect(done).toMatchObject({ lines: 1 + 17, resumed: 1 + 10 });
  const lines = read(out);
  expect(lines.filter(({ record }) => record === 'issue')).toHaveLength(1);
  const reports = lines.filter(({ record }) => record === 'report');
  expect(new Set(reports.map(({ id }) => id)).size).toBe(17);
  expect(reports.every(({ id, text }) => text === `text of ${id}`)).toBe(true);
  expect(existsSync(`${out}.part.json`)).toBe(false);
  expect(await story.run(argv)).toMatchObject({ code: 1, stdout: expect.stringContaining('file of that name') });
});

it('leaves nothing behind when it is refused before its first page', async () => {
  const out = story.inside('refused.jsonl');
  const argv = ['export', '--reports', '--out', out];
  expect((await story.run(argv, { env: { ORANGE_TOKEN: 'of_o_x' } })).code).toBe(1);
  expect([existsSync(out), existsSync(`${out}.part.json`)]).toEqual([false, false]);
});

it('says so when how far it was is lost', async () => {
  const out = story.inside('lost.jsonl');
  writeFileSync(out, '');
  writeFileSync(`${out}.part.json`, '');
  const run = await story.run(['export', '--reports', '--out', out]);
  expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('cannot be read')]);
});

it('tells all of a device, and nothing of others', async () => {
  const out = story.inside('sn-1.jsonl');
  await story.done('export', '--device', 'SN-1', '--out', out);
  const lines = read(out);
  expect(lines.filter(({ record }) => record === 'device')).toMatchObject([{ device: 'SN-1' }]);
  const reports = lines.filter(({ record }) => record === 'report');
  expect(reports.map(({ id }) => id).sort()).toEqual(['r-0', 'r-12', 'r-16', 'r-4', 'r-8']);
  expect(reports.find(({ id }) => id === 'r-4')?.attachments).toMatchObject([{ name: 'log.txt' }]);
  const moments = lines.filter(({ record }) => record === 'moment');
  expect(moments.map(({ what }) => what)).toEqual([...Array<string>(5).fill('reported'), 'enrolled']);
});

it('brings the files of the reports of an issue, and leaves alone what is there', async () => {
  const [out, files] = [story.inside('issue.jsonl'), story.inside('files')];
  const run = await story.run(['export', '--issue', '1', '--out', out, '--files', files, '--json']);
  expect(jsonOf(run)).toMatchObject({ lines: 17, files: 1 });
  expect(readFileSync(`${files}/r-4/log.txt`, 'utf8')).toBe('a line');
  writeFileSync(`${files}/r-4/log.txt`, 'mine');
  const again = ['export', '--build', '1.0.0', '--out', story.inside('build.jsonl'), '--files', files, '--json'];
  expect(jsonOf(await story.run(again))).toMatchObject({ lines: 17, files: 0 });
  expect(readFileSync(`${files}/r-4/log.txt`, 'utf8')).toBe('mine');
  const none = ['export', '--issue', '2', '--out', story.inside('none.jsonl'), '--json'];
  expect(jsonOf(await story.run(none))).toMatchObject({ error: { code: 'unknown-issue' } });
  expect((await story.run(['export', '--issue', '0', '--out', story.inside('x')])).code).toBe(2);
});

it('has to be told what', async () => {
  expect((await story.run(['export', '--out', story.inside('x')])).code).toBe(2);
  expect(existsSync(story.inside('x'))).toBe(false);
});
