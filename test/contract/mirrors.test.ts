// The contract of mirrors, against servers that take what the recorded contracts of GitHub and GitLab take, and nothing else.
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendEvents } from '../../src/adapters/postgres/append-events.ts';
import { claimStore } from '../../src/adapters/postgres/claims.ts';
import { inTransaction } from '../../src/adapters/postgres/database.ts';
import { letterStore } from '../../src/adapters/postgres/letters.ts';
import { mirrorLinkStore } from '../../src/adapters/postgres/mirror-links.ts';
import { outboxStore } from '../../src/adapters/postgres/outbox.ts';
import { subscriptionStore } from '../../src/adapters/postgres/subscriptions.ts';
import { messageSigner } from '../../src/adapters/signing/message-signer.ts';
import { systemEntropy } from '../../src/adapters/system/entropy.ts';
import { nodeCourier } from '../../src/adapters/system/node-courier.ts';
import { deliverEvents } from '../../src/app/deliver-events.ts';
import type { EventData, IssueFacts, NewEvent } from '../../src/domain/event/event.ts';
import { eventFormat, trackerFormats } from '../../src/http/shared/outbox-ports.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { openTracker, type Tracker } from '../harness/tracker-server.ts';
import { auditEntry } from './audited.ts';
import { insertNova } from './nova.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase(20);
  await insertNova(database.db);
});
afterAll(() => database.drop());

const facts = (changes: Partial<IssueFacts> = {}): IssueFacts => ({
  number: 12,
  kind: 'crash',
  title: 'Camera dies when @ada opens #3',
  status: 'new',
  fixedIn: null,
  mergedInto: null,
  assignee: null,
  regressed: false,
  hidden: false,
  ...changes,
});
const about = { product: 'nova', subject: 'issue/12', atMs: 1_000_000 } as const;
const before = { status: 'new', fixedIn: null, assignee: null } as const;
const made = (): NewEvent => ({ ...about, type: 'issue.made', data: { issue: facts(), build: 'nova-1' } });
const changed = (changes: Partial<IssueFacts>, sentence: string): NewEvent => {
  const data: EventData['issue.changed'] = {
    issue: facts(changes),
    before,
    by: 'ada',
    sentence: 'for the house',
    told: sentence,
  };
  return { ...about, type: 'issue.changed', data };
};
const said = (text: string): NewEvent => ({
  ...about,
  type: 'issue.commented',
  data: { issue: facts({ status: 'triaged' }), by: 'ada', text },
});

describe.each(['github', 'gitlab'] as const)('a mirror at %s', (kind) => {
  const signer = messageSigner('ab'.repeat(32));
  let tracker: Tracker;
  let nowMs = 10_000_000;
  beforeEach(async () => {
    await database.db.execute(sql`truncate events, subscriptions, deliveries, mirror_links restart identity cascade`);
    tracker = await openTracker(kind);
    nowMs += 1_000_000_000;
    const fresh = { state: 'active', stopReason: null, failures: 0, restUntilMs: 0, toldMs: null } as const;
    const subscription = { id: 'mi_1', kind, product: 'nova', url: tracker.project, events: ['issue.*'] };
    await subscriptionStore(database.db).recordSubscription(
      { ...subscription, ...fresh, createdBy: 'ada', createdMs: nowMs },
      [{ sealed: signer.sealToken('ghp_secret'), untilMs: null }],
      auditEntry('mi_1'),
    );
  });
  afterEach(async () => {
    expect(tracker.faults).toEqual([]);
    await tracker.close();
  });

  const ports = () => ({
    courier: nodeCourier({ mayCallLocalhost: true, patienceMs: 3_000 }),
    messageSigner: signer,
    entropy: systemEntropy,
    outbox: outboxStore(database.db),
    claims: claimStore(database.db),
    letters: letterStore(database.db),
    mirrorLinks: mirrorLinkStore(database.db),
    eventFormat,
    trackerFormats,
  });
  async function happen(...events: NewEvent[]): Promise<void> {
    await inTransaction(database.db, (tx) => appendEvents(tx, events));
    for (let turn = 0; turn < 1 + events.length; turn += 1) await deliverEvents(ports(), nowMs);
  }
  async function goOn(): Promise<void> {
    nowMs += 7_200_000;
    for (let turn = 0; turn < 3; turn += 1) await deliverEvents(ports(), nowMs);
  }
  const links = async () => (await mirrorLinkStore(database.db).loadLinks('mi_1', { limit: 9, after: null })).items;

  it('makes an issue that calls nobody, and finds it by its marker', async () => {
    await happen(made());
    expect(tracker.issues).toMatchObject([{ state: 'open', labels: ['orange-friday', 'status: new'], comments: [] }]);
    expect(tracker.issues[0]?.title).toBe('Camera dies when @\u200Bada opens #\u200B3');
    expect(tracker.issues[0]?.body).toContain('<!-- orange-friday nova/12 -->');
    expect(await links()).toMatchObject([{ number: 12, external: 1, url: expect.stringContaining('/issues/1') }]);
  });

  it('follows status, labels and words, and leaves their own labels alone', async () => {
    await happen(made());
    tracker.issues[0]?.labels.push('good first issue');
    await happen(
      said('Thank you, we are on it.'),
      changed({ status: 'fixed', fixedIn: 'nova-7' }, 'It is fixed in build nova-7.'),
    );
    expect(tracker.issues).toMatchObject([{ state: 'closed', reason: kind === 'github' ? 'completed' : null }]);
    expect(tracker.issues[0]?.labels.toSorted()).toEqual(['good first issue', 'orange-friday', 'status: fixed']);
    expect(tracker.issues[0]?.comments.map((text) => text.split('\n')[0])).toEqual([
      'Thank you, we are on it.',
      'It is fixed in build nova-7.',
    ]);
    await happen({ ...about, type: 'issue.regressed', data: { issue: facts({ status: 'fixed', regressed: true }) } });
    expect(tracker.issues).toMatchObject([{ state: 'open' }]);
    expect(tracker.issues[0]?.labels).toContain('regressed');
  });

  it('makes no second issue when the answer to the first was lost', async () => {
    tracker.state.meddle = (operation) => (operation.startsWith('POST') ? 'after' : undefined);
    await happen(made());
    expect(tracker.issues).toHaveLength(1);
    expect(await links()).toMatchObject([{ number: 12, external: null }]);
    tracker.state.meddle = () => undefined;
    await goOn();
    expect(tracker.issues).toHaveLength(1);
    expect(await links()).toMatchObject([{ number: 12, external: 1 }]);
  });

  it('says nothing twice when the answer to a comment was lost', async () => {
    await happen(made());
    tracker.state.meddle = (operation) => (/POST .*(comments|notes)/.test(operation) ? 'after' : undefined);
    await happen(said('Once.'));
    tracker.state.meddle = () => undefined;
    await goOn();
    expect(tracker.issues[0]?.comments).toHaveLength(1);
    expect(tracker.issues[0]?.labels).toContain('status: triaged');
  });

  it('stays away as long as it is told to', async () => {
    const resetS = String(Math.floor(nowMs / 1000) + 1_800);
    const headers =
      kind === 'github'
        ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': resetS }
        : { 'ratelimit-remaining': '0', 'ratelimit-reset': resetS };
    tracker.state.meddle = () => ({ status: kind === 'github' ? 403 : 429, json: {}, headers });
    await happen(made());
    const asked = tracker.asked().length;
    nowMs += 1_700_000;
    await deliverEvents(ports(), nowMs);
    expect(tracker.asked().length).toBe(asked);
    tracker.state.meddle = () => undefined;
    await goOn();
    expect(tracker.issues).toHaveLength(1);
  });

  it('shows a closing there as a hint, opens it again there, and changes nothing here', async () => {
    await happen(made());
    Object.assign(tracker.issues[0] ?? {}, { state: 'closed' });
    await happen(said('Still looking.'));
    expect(await links()).toMatchObject([{ number: 12, closedThereMs: nowMs }]);
    expect(tracker.issues).toMatchObject([{ state: 'open' }]);
    await happen(changed({ status: 'wont-fix' }, 'It will not be fixed.'));
    expect(await links()).toMatchObject([{ number: 12, closedThereMs: null }]);
  });

  it('finds its own among others and among closed ones when the answer was lost', async () => {
    tracker.state.meddle = (operation) => (operation.startsWith('POST') ? 'after' : undefined);
    const other: NewEvent = {
      ...about,
      subject: 'issue/13',
      type: 'issue.made',
      data: { issue: facts({ number: 13 }), build: null },
    };
    await happen(made(), other);
    await goOn();
    tracker.state.meddle = () => undefined;
    for (const theirs of tracker.issues) Object.assign(theirs, { state: 'closed' });
    await goOn();
    expect(tracker.issues).toHaveLength(2);
    for (const { number, external } of await links())
      expect(tracker.issues.find((theirs) => theirs.number === external)?.body).toContain(`nova/${number} -->`);
  });

  it('goes on where the tracker says of one issue that it is gone', async () => {
    tracker.state.meddle = (operation) => (operation.startsWith('POST') ? { status: 410, json: {} } : undefined);
    await happen(made());
    tracker.state.meddle = () => undefined;
    await goOn();
    expect(tracker.issues).toHaveLength(1);
    expect(await subscriptionStore(database.db).loadSubscription('mi_1')).toMatchObject({
      subscription: { state: 'active' },
    });
  });

  it('lists its links page by page, the newest issue first', async () => {
    const store = mirrorLinkStore(database.db);
    for (const number of [3, 1, 2]) await store.recordIntent('mi_1', number, nowMs);
    await store.recordIntent('mi_1', 2, nowMs + 1);
    const first = await store.loadLinks('mi_1', { limit: 2, after: null });
    const rest = await store.loadLinks('mi_1', { limit: 2, after: first.next });
    expect([...first.items, ...rest.items].map(({ number, madeMs }) => [number, madeMs])).toEqual([
      [3, nowMs],
      [2, nowMs],
      [1, nowMs],
    ]);
  });

  it('respects that they deleted it', async () => {
    await happen(made());
    tracker.state.meddle = (operation) => (operation.startsWith('GET') ? { status: 410, json: {} } : undefined);
    await happen(said('Anybody there?'));
    expect(await outboxStore(database.db).loadFigures()).toMatchObject({ waiting: 0, dead: 0 });
  });

  it('takes answers that are none for a tracker that is away', async () => {
    tracker.state.meddle = () => ({ status: 200, json: 'what?' });
    await happen(made());
    tracker.state.meddle = () => undefined;
    await goOn();
    expect(tracker.issues).toHaveLength(1);
  });
});
