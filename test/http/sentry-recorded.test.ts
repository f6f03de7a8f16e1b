// What real Sentry SDKs sent to a recorder, byte for byte but for the project, sent to us.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { reportAttachments } from '../../src/adapters/postgres/schema/report-attachments.ts';
import { reports } from '../../src/adapters/postgres/schema/reports.ts';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

const folder = join(import.meta.dirname, '../conformance/vectors/sentry');
const recorded = z.array(z.object({ path: z.string(), headers: z.record(z.string(), z.string()), body: z.string() }));

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
  await test.addToken('novaapp', 'reporter', 'nova');
});
afterAll(() => test.close());

/** The recordings name project 42. */
const own = (path: string): string => path.replace('/42/', `/${deriveProjectId('nova')}/`);

async function replay(name: string): Promise<number[]> {
  const statuses: number[] = [];
  for (const { path, headers, body } of recorded.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))) {
    const { 'transfer-encoding': _, ...kept } = headers;
    const init = { method: 'POST', headers: kept, body: new Uint8Array(Buffer.from(body, 'base64')) };
    statuses.push((await test.app.request(own(path), init, test.surroundings)).status);
  }
  return statuses;
}

it.each([
  ['sentry-node-11.12.0.json', ['boom 1', 'boom 2'], ['kmsg.txt']],
  ['sentry-python-1.9.10.json', ['ZeroDivisionError', 'with attachment'], ['big.log']],
  [
    'sentry-native-0.16.3.json',
    [
      'The torch is hot',
      "Abort message: 'CameraError: lens cover closed",
      'Torch failed',
      'The torch stays on after photos',
      'It glows in my pocket',
      'signal 11 (SIGSEGV)',
      '(SIGABRT), code 0 (unknown), fault addr --------\nbacktrace',
    ],
    ['view.log'],
  ],
  [
    'sentry-go-0.50.0.json',
    ['fmt.wrapError: photo: lens 7', 'errors.errorString: plain', 'runtime.errorString: invalid memory address'],
    [],
  ],
  ['sentry-ruby-6.6.2.json', ['at open_all (rb.rb:6:0)', 'at close_all (rb.rb:7:0)'], []],
])('%s reports here without further code', async (name, words, files) => {
  expect(readdirSync(folder)).toContain(name);
  await test.database.db.delete(reportAttachments);
  await test.database.db.delete(reports);
  const statuses = await replay(name);
  expect(statuses.every((status) => status === 200)).toBe(true);
  const rows = await test.database.db.select().from(reports);
  const texts = await Promise.all(
    rows.map(async ({ id }) => String((await test.ask('GET', `/v1/reports/nova/${id}`)).body.text)),
  );
  expect(words.filter((word) => !texts.some((text) => text.includes(word)))).toEqual([]);
  expect(rows).toHaveLength(words.length);
  expect(rows.every(({ reportedBuild }) => reportedBuild === 'fw@1.2.3+45')).toBe(true);
  const attached = await test.database.db.select().from(reportAttachments);
  expect([...new Set(attached.map(({ name: file }) => file))]).toEqual(files);
});

it('native crashes stand where the program was, not in the SDK, and name no kernel as their build', async () => {
  await test.database.db.delete(reportAttachments);
  await test.database.db.delete(reports);
  await replay('sentry-native-0.16.3.json');
  const rows = await test.database.db.select().from(reports);
  const titles = rows.map(({ title }) => title);
  expect(titles).toContain('SEGV in novad (novad)');
  expect(titles.filter((title) => title.startsWith('ABRT in '))).toEqual([
    'ABRT in novad (novad)',
    'ABRT in novad (novad)',
  ]);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  expect(rows.every(({ buildId }) => buildId === null)).toBe(true);
});

it.each([
  ['sentry-go-0.50.0.json', ['errors.errorString in main', 'fmt.wrapError in main', 'runtime.errorString in check']],
  ['sentry-ruby-6.6.2.json', ['LensError in close_all', 'LensError in open_all']],
])('%s: each fault is called by its type and function, and is an issue of its own', async (name, titles) => {
  await test.database.db.delete(reportAttachments);
  await test.database.db.delete(reports);
  await replay(name);
  const rows = await test.database.db.select().from(reports);
  expect(rows.map(({ title }) => title).sort()).toEqual(titles);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
});
