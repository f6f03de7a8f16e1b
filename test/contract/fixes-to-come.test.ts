// The contract of fixes that name a build before it exists, on PostgreSQL: bound and told when that build is sealed.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildStore } from '../../src/adapters/postgres/builds.ts';
import { deviceStore } from '../../src/adapters/postgres/devices.ts';
import { issueStore } from '../../src/adapters/postgres/issues.ts';
import { loopFactStore } from '../../src/adapters/postgres/loop/facts.ts';
import { outboxStore } from '../../src/adapters/postgres/outbox.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import type { Issues } from '../../src/app/ports/issues.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { device } from '../samples/fleet.ts';
import { filing } from '../samples/reports.ts';
import { candidate } from '../samples/rollouts.ts';
import { auditEntry } from './audited.ts';
import { insertBuild, insertNova } from './nova.ts';

let database: FreshDatabase;
let issues: Issues;
beforeAll(async () => {
  database = await freshDatabase(10);
  await insertNova(database.db);
  await insertBuild(database.db, candidate(1));
  await deviceStore(database.db).recordDevice(device('d1'));
  issues = issueStore(database.db);
});
afterAll(() => database.drop());

const audit = auditEntry('nova');
const seal = { release: '2.fw-nova.json', sealedMs: 9_000 };
const issueOf = async (number: number) => (await issues.loadIssue('nova', number)) ?? expect.fail(`no ${number}`);

/** A bug of d1, in an issue of its own; answers its number. */
async function report(id: string): Promise<number> {
  const reports = reportStore(database.db);
  await reports.recordReport(filing(id, { key: id.padEnd(32, '0'), kind: 'bug', deviceId: 'd1' }));
  await reports.recordSettled((await reports.loadWaiting(100)).map(({ seq }) => seq));
  const found = await reports.loadReport('nova', id);
  return found?.issueNumber ?? expect.fail(`no report ${id}`);
}

async function promise(number: number, fixedIn: string): Promise<boolean> {
  const { issue } = await issueOf(number);
  const comment = {
    audience: 'change',
    author: 'ada',
    text: 'It is fixed.',
    atMs: 5_000,
    told: 'It is fixed.',
  } as const;
  const change = { status: 'fixed', fixedIn } as const;
  return issues.recordChange(issue, change, { ...comment, ...change }, audit);
}

const draft = (counter: number) => insertBuild(database.db, candidate(counter, { isSealed: false }));
const publish = (counter: number) => buildStore(database.db).recordSealed(`nova-${counter}`, seal, audit);

it('waits by its version, is in the notes of the draft, and is bound, told and asked for when it is sealed', async () => {
  const number = await report('a1');
  expect(await promise(number, '1.2.0')).toBe(true);
  expect((await issueOf(number)).issue).toMatchObject({ status: 'fixed', fixedIn: '1.2.0', version: 1 });
  await draft(2);
  const notes = await loopFactStore(database.db).loadFixedIssues({ product: 'nova', id: 'nova-2', version: '1.2.0' });
  expect(notes.map((each) => each.number)).toEqual([number]);
  expect(await publish(2)).toBe('sealed');
  const { issue, comments } = await issueOf(number);
  expect(issue).toMatchObject({ status: 'fixed', fixedIn: 'nova-2', version: 2, changedMs: 9_000 });
  expect(comments.map(({ fixedIn }) => fixedIn)).toEqual(['1.2.0', 'nova-2']);
  const told = (await outboxStore(database.db).loadUnspread(100)).filter(
    ({ subject }) => subject === `issue/${number}`,
  );
  expect(told.map(({ type, data }) => [type, 'told' in data ? data.told : ''])).toEqual([
    ['issue.made', ''],
    ['issue.changed', 'It is fixed.'],
    ['issue.changed', 'Build 1.2.0, which fixes it, is published. Please try it once your device has it.'],
    ['issue.retest-asked', ''],
  ]);
});

it('leaves alone what is fixed elsewhere, or is not fixed any more', async () => {
  const [later, open] = [await report('b1'), await report('b2')];
  await promise(later, '1.9.0');
  await promise(open, '1.3.0');
  const comment = { audience: 'change', author: 'ada', text: 'No.', atMs: 6_000, told: null } as const;
  await issues.recordChange((await issueOf(open)).issue, { status: 'in-progress', fixedIn: null }, comment, audit);
  await draft(3);
  expect(await publish(3)).toBe('sealed');
  expect((await issueOf(later)).issue).toMatchObject({ fixedIn: '1.9.0', version: 1 });
  expect((await issueOf(open)).issue).toMatchObject({ status: 'in-progress', fixedIn: null, version: 2 });
});

it('waits by the id of a draft as well, and for no build of another product', async () => {
  const [byId, byVersion] = [await report('d1'), await report('d2')];
  await draft(10);
  await database.sql`insert into products (id, name, created_ms) values ('luna', 'Luna', 1)`;
  await database.sql`insert into channels (product_id, id, poll_s, departed_ms) values ('luna', 'stable', 60, 0)`;
  await insertBuild(database.db, candidate(10, { buildId: 'luna-10', product: 'luna', isSealed: false }));
  await promise(byId, 'nova-10');
  await promise(byVersion, '1.10.0');
  expect(await buildStore(database.db).recordSealed('luna-10', seal, audit)).toBe('sealed');
  expect((await issueOf(byVersion)).issue).toMatchObject({ fixedIn: '1.10.0', version: 1 });
  expect(await publish(10)).toBe('sealed');
  for (const number of [byId, byVersion]) {
    const { issue, comments } = await issueOf(number);
    expect(issue).toMatchObject({ fixedIn: 'nova-10', version: 2 });
    expect(comments).toHaveLength(2);
  }
});

it('is kept by the id of the build where it is sealed already, in what is told of it, too', async () => {
  const number = await report('e1');
  expect(await promise(number, '1.10.0')).toBe(true);
  const { issue, comments } = await issueOf(number);
  expect([issue.fixedIn, comments.at(-1)?.fixedIn]).toEqual(['nova-10', 'nova-10']);
});

it('is bound also when it is said in the moment in which that build is sealed', async () => {
  for (let counter = 20; counter < 35; counter += 1) {
    const number = await report(`c${counter}`);
    await draft(counter);
    const [isSaid] = await Promise.all([promise(number, `1.${counter}.0`), publish(counter)]);
    expect([isSaid, (await issueOf(number)).issue.fixedIn]).toEqual([true, `nova-${counter}`]);
  }
});
