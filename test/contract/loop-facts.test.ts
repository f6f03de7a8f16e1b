// The contract of what the loop with testers asks of issues, on PostgreSQL: what is offered, answered, fixed, and who is asked.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IssueChange } from '../../src/app/ports/issues.ts';
import { composeStores } from '../../src/compose.ts';
import type { Stores } from '../../src/http/shared/parts.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { device } from '../samples/fleet.ts';
import { filing } from '../samples/reports.ts';
import { candidate } from '../samples/rollouts.ts';
import { auditEntry } from './audited.ts';
import { insertBuild, insertNova } from './nova.ts';

let database: FreshDatabase;
let stores: Stores;
beforeAll(async () => {
  database = await freshDatabase(10);
  await insertNova(database.db);
  for (const counter of [1, 2, 3]) await insertBuild(database.db, candidate(counter));
  stores = composeStores(database.db);
  for (const id of ['d1', 'd2']) await stores.devices.recordDevice(device(id));
  await stores.devices.recordDevice(device('elsewhere', { channel: 'beta' }));
});
afterAll(() => database.drop());
/** Each test has issues of its own. */
let key: string;
let tests = 0;
beforeEach(() => {
  tests += 1;
  key = `e${String(tests).padStart(31, '0')}`;
});

const audit = auditEntry('nova');
const said = { audience: 'change', author: 'ada', text: 'said', atMs: 5_000 } as const;

async function report(id: string, changes: Parameters<typeof filing>[1] = {}): Promise<number> {
  await stores.reports.recordReport(filing(id, { key, kind: 'bug', deviceId: 'd1', ...changes }));
  await stores.reports.recordSettled((await stores.reports.loadWaiting(100)).map(({ seq }) => seq));
  return (await stores.reports.loadReport('nova', id))?.issueNumber ?? expect.fail(`no report ${id}`);
}

async function change(number: number, to: IssueChange, atMs: number = said.atMs): Promise<void> {
  const issue = (await stores.issues.loadIssue('nova', number))?.issue ?? expect.fail(`no ${number}`);
  const named = { ...(to.status && { status: to.status }), ...(to.fixedIn && { fixedIn: to.fixedIn }) };
  expect(await stores.issues.recordChange(issue, to, { ...said, ...named, atMs, told: null }, audit)).toBe(true);
}

describe('what testers are offered', () => {
  const offered = (number: number) => stores.loopFacts.loadJoinKey('nova', number);

  it('is what is open or is back, and not hidden', async () => {
    const number = await report('o1');
    expect(await offered(number)).toBe(key);
    await change(number, { status: 'fixed', fixedIn: 'nova-2' });
    expect(await offered(number)).toBeNull();
    await change(number, { regressedMs: 6_000 });
    expect(await offered(number)).toBe(key);
    await change(number, { isHidden: true });
    expect(await offered(number)).toBeNull();
    expect(await offered(9_999)).toBeNull();
  });

  it('has the key that founded it, whatever others lead to it', async () => {
    const [into, from] = [await report('k1'), await report('k2', { key: key.replace('e', '0') })];
    expect(await stores.issues.recordMerge('nova', { from, into }, said, audit)).toBeNull();
    expect(await offered(into)).toBe(key);
    expect(await offered(from)).toBeNull();
  });
});

it('counts as answered what a tester was told, by word or by status', async () => {
  const fromMs = 50_000;
  const numbers: number[] = [];
  for (const at of [0, 1, 2, 3])
    numbers.push(await report(`t${at}`, { key: key.replace('e', String(at)), receivedMs: fromMs + at }));
  await report('crash', { key: key.replace('e', '9'), kind: 'crash', receivedMs: fromMs + 9 });
  const [byWord = 0, byStatus = 0, inHouse = 0, sameStatus = 0] = numbers;
  const comment = (number: number, audience: 'tester' | 'internal', atMs: number) =>
    stores.issues.recordComment('nova', number, { ...said, audience, atMs }, audit);
  await comment(byWord, 'internal', 60_000);
  await comment(byWord, 'tester', 61_000);
  await comment(byWord, 'tester', 62_000);
  await change(byStatus, { status: 'triaged' }, 63_000);
  await comment(inHouse, 'internal', 64_000);
  await change(sameStatus, { status: 'new' }, 65_000);
  expect(await stores.loopFacts.loadFirstAnswers('nova', fromMs)).toEqual([
    { reportedMs: fromMs, answeredMs: 61_000 },
    { reportedMs: fromMs + 1, answeredMs: 63_000 },
    { reportedMs: fromMs + 2, answeredMs: null },
    { reportedMs: fromMs + 3, answeredMs: null },
  ]);
});

it('has in the notes of a build what it fixes, but neither what is hidden nor what went into another issue', async () => {
  const numbers: number[] = [];
  for (const at of [0, 1, 2]) numbers.push(await report(`n${at}`, { key: key.replace('e', String(at)) }));
  const [shown = 0, hidden = 0, gone = 0] = numbers;
  for (const number of numbers) await change(number, { status: 'fixed', fixedIn: 'nova-3' });
  await change(hidden, { isHidden: true });
  await stores.issues.recordMerge('nova', { from: gone, into: shown }, said, audit);
  const notes = await stores.loopFacts.loadFixedIssues({ product: 'nova', id: 'nova-3', version: '1.3.0' });
  expect(notes.map(({ number }) => number)).toEqual([shown]);
});

describe('who is asked to try a fix', () => {
  /** How many were asked, each time that somebody was. */
  async function asked(number: number): Promise<unknown[]> {
    const rows = await database.sql<{ data: string | { reporters: number } }[]>`
      select data from events where type = 'issue.retest-asked' and subject = ${`issue/${number}`} order by seq`;
    return rows.map(({ data }) => (typeof data === 'string' ? JSON.parse(data) : data).reporters);
  }

  it('are those who wrote of it and can get the build, and not those whose devices crashed by themselves', async () => {
    const number = await report('a1');
    await report('a2', { deviceId: 'd2', kind: 'crash', receivedMs: 200 });
    await report('a3', { deviceId: 'elsewhere', receivedMs: 300 });
    await change(number, { status: 'fixed', fixedIn: 'nova-2' });
    expect(await asked(number)).toEqual([1]);
  });

  it('are asked once, and again where it came back', async () => {
    const number = await report('b1');
    await change(number, { status: 'fixed', fixedIn: 'nova-2' });
    await change(number, { status: 'fixed', assignee: 'eve' });
    expect(await asked(number)).toEqual([1]);
    await change(number, { regressedMs: 7_000 });
    await change(number, { status: 'fixed', fixedIn: 'nova-2', regressedMs: null });
    expect(await asked(number)).toEqual([1, 1]);
  });
});
