// The contract of what testers see and say of their own reports, on PostgreSQL.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IssueChange } from '../../src/app/ports/issues.ts';
import type { NewRetest } from '../../src/app/ports/testers.ts';
import { composeStores } from '../../src/compose.ts';
import type { Filing } from '../../src/domain/issue/filing.ts';
import type { Stores } from '../../src/http/shared/parts.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { device } from '../samples/fleet.ts';
import { filing } from '../samples/reports.ts';
import { candidate } from '../samples/rollouts.ts';
import { auditEntry } from './audited.ts';
import { insertBuild, insertNova } from './nova.ts';

let database: FreshDatabase;
let stores: Stores;
let reported = 0;
beforeAll(async () => {
  database = await freshDatabase(10);
  await insertNova(database.db);
  await database.sql`insert into products (id, name, created_ms) values ('luna', 'Luna', 1)`;
  for (const counter of [1, 2, 3]) await insertBuild(database.db, candidate(counter));
  stores = composeStores(database.db);
  for (const id of ['d1', 'd2']) await stores.devices.recordDevice(device(id));
});
afterAll(() => database.drop());
/** Each test has issues of its own. */
let key: string;
beforeEach(() => {
  reported += 1;
  key = String(reported).padStart(32, '0');
});

const audit = auditEntry('nova');
const said = { audience: 'change', author: 'ada', text: 'said', atMs: 5_000 } as const;

/** A bug of d1; answers the number of its issue. */
async function report(id: string, changes: Parameters<typeof filing>[1] = {}): Promise<number> {
  const filed: Filing = filing(id, { key, kind: 'bug', deviceId: 'd1', ...changes });
  await stores.reports.recordReport(filed);
  await stores.reports.recordSettled((await stores.reports.loadWaiting(100)).map(({ seq }) => seq));
  return (await stores.reports.loadReport(filed.product, id))?.issueNumber ?? expect.fail(`no report ${id}`);
}

const show = async (number: number) => (await stores.issues.loadIssue('nova', number)) ?? expect.fail(`no ${number}`);
const own = async (id: string) => (await stores.testers.loadOwnReport('nova', id)) ?? expect.fail(`no ${id}`);

async function change(number: number, to: IssueChange): Promise<void> {
  const { issue } = await show(number);
  const named = { ...(to.status && { status: to.status }), ...(to.fixedIn && { fixedIn: to.fixedIn }) };
  expect(await stores.issues.recordChange(issue, to, { ...said, ...named, told: null }, audit)).toBe(true);
}

const fixIn = (number: number, fixedIn: string) => change(number, { status: 'fixed', fixedIn });

const retest = (reportId: string, changes: Partial<NewRetest> = {}) =>
  stores.testers.recordRetest(
    { product: 'nova', reportId, buildId: 'nova-2', answer: 'still-there', remark: '', atMs: 10, ...changes },
    null,
  );

describe('a retest', () => {
  it('is about one build, and the last answer about it holds', async () => {
    const number = await report('about');
    await fixIn(number, 'nova-2');
    await retest('about', { remark: 'no change' });
    expect([(await own('about')).answer, (await show(number)).retests]).toEqual([
      'still-there',
      [{ model: 'n1', fixed: 0, stillThere: 1 }],
    ]);
    await fixIn(number, 'nova-3');
    expect([(await own('about')).answer, (await show(number)).retests]).toEqual([null, []]);
    await retest('about', { buildId: 'nova-3', remark: 'not yet', atMs: 20 });
    await retest('about', { buildId: 'nova-3', answer: 'fixed', remark: 'gone', atMs: 30 });
    expect((await own('about')).answer).toBe('fixed');
    const { retests, remarks } = await show(number);
    expect(retests).toEqual([{ model: 'n1', fixed: 1, stillThere: 0 }]);
    expect(remarks.map(({ remark }) => remark)).toEqual(['gone']);
    const told = (await own('about')).retests.map(({ build, answer, remark }) => [build, answer, remark]);
    expect(told).toEqual([
      ['1.2.0', 'still-there', 'no change'],
      ['1.3.0', 'fixed', 'gone'],
    ]);
  });

  it('has its remark shown before older ones', async () => {
    const number = await report('old');
    await report('young', { deviceId: 'd2', receivedMs: 200 });
    await fixIn(number, 'nova-2');
    await retest('young', { remark: 'said later', atMs: 40 });
    await retest('old', { remark: 'said first', atMs: 30 });
    expect((await show(number)).remarks.map(({ remark }) => remark)).toEqual(['said later', 'said first']);
  });

  it('brings back what is fixed, once', async () => {
    const number = await report('back');
    const reopening = { number, comment: { ...said, isBack: true, atMs: 6_000 }, audit };
    const answer = { product: 'nova', reportId: 'back', buildId: 'nova-2', answer: 'still-there', remark: '' } as const;
    const say = (atMs: number) => stores.testers.recordRetest({ ...answer, atMs }, reopening);
    await say(10);
    expect(await show(number)).toMatchObject({ issue: { status: 'new', regressedMs: null }, comments: [] });
    await fixIn(number, 'nova-2');
    for (const atMs of [20, 30]) await say(atMs);
    const { issue, comments } = await show(number);
    expect([issue.status, issue.regressedMs, issue.version, comments.length]).toEqual(['fixed', 6_000, 2, 2]);
  });
});

describe('a reporter', () => {
  it('is known by a link to one report', async () => {
    for (const id of ['linked', 'other']) await report(id);
    const link = { product: 'nova', reportId: 'linked', sha256: 'a'.repeat(64), createdMs: 1 };
    for (let again = 0; again < 2; again += 1) await stores.testers.recordLink(link);
    expect(await stores.testers.isLinked('nova', 'linked', link.sha256)).toBe(true);
    expect(await stores.testers.isLinked('nova', 'other', link.sha256)).toBe(false);
    expect(await stores.testers.isLinked('nova', 'linked', 'b'.repeat(64))).toBe(false);
  });

  it('is shown what they sent, of all products or of one', async () => {
    await report('of-nova', { sentBy: 'bob', deviceId: null, receivedMs: 300 });
    await report('of-luna', { sentBy: 'bob', deviceId: null, product: 'luna', receivedMs: 400 });
    await report('of-eve', { sentBy: 'eve', deviceId: null, receivedMs: 500 });
    const list = async (product: string | null) => {
      const owner = { by: 'bearer', name: 'bob', product } as const;
      return (await stores.testers.loadOwnReports(owner, { limit: 10, after: null })).items.map(
        (each) => each.report.id,
      );
    };
    expect([await list(null), await list('nova')]).toEqual([['of-luna', 'of-nova'], ['of-nova']]);
  });

  it('hears in its order what is said to testers, and nothing of what engineers say among themselves', async () => {
    const number = await report('told');
    const comment = (audience: 'tester' | 'internal', text: string) =>
      stores.issues.recordComment('nova', number, { ...said, audience, text }, audit);
    await comment('tester', 'Which app?');
    await comment('internal', 'not for them');
    await change(number, { assignee: 'eve' });
    await change(number, { status: 'triaged' });
    await comment('tester', 'Thank you.');
    const told = (await own('told')).told.map((each) =>
      each.audience === 'tester' ? each.text : each.audience === 'change' ? each.status : 'back',
    );
    expect(told).toEqual(['Which app?', 'triaged', 'Thank you.']);
  });
});

describe('joining another issue', () => {
  const join = (reportId: string, into: number) =>
    stores.testers.recordJoined({ product: 'nova', reportId }, into, { ...said, status: 'duplicate' }, audit);
  /** An issue that could be joined. */
  const another = (id: string) => report(id, { key: key.replace(/^0/, 'f') });

  it('is for who alone made an issue that nobody has looked at', async () => {
    const [number, into] = [await report('alone'), await another('known')];
    expect(await join('alone', into)).toBe(true);
    expect((await show(number)).issue.mergedInto).toBe(into);
  });

  it.each([
    ['others report as well', () => report('second', { receivedMs: 900 })],
    ['others reported before', () => report('before', { receivedMs: 1 })],
    ['is assigned', (number: number) => change(number, { assignee: 'ada' })],
    ['is triaged', (number: number) => change(number, { status: 'triaged' })],
    [
      'somebody spoke of',
      (number: number) => stores.issues.recordComment('nova', number, { ...said, audience: 'internal' }, audit),
    ],
  ])('is not for one that %s', async (_, meanwhile) => {
    const id = `made-${key}`;
    const [number, into] = [await report(id), await another(`known-${key}`)];
    await meanwhile(number);
    expect(await join(id, into)).toBe(false);
    expect((await show(number)).issue.mergedInto).toBeNull();
  });

  it.each([
    ['hidden', { isHidden: true }, false],
    ['done with', { status: 'wont-fix' }, false],
    ['fixed', { status: 'fixed', fixedIn: 'nova-3' }, false],
    ['in progress', { status: 'in-progress' }, true],
  ] as const)('leads into one that is %s only where testers are offered it', async (_, to, isJoined) => {
    const id = `made-${key}`;
    const [, into] = [await report(id), await another(`known-${key}`)];
    await change(into, to);
    expect(await join(id, into)).toBe(isJoined);
  });
});
