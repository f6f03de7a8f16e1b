// The contract of telling on PostgreSQL: in order within a subject, at least once, nobody waiting for anybody else.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendEvents } from '../../src/adapters/postgres/append-events.ts';
import { claimStore } from '../../src/adapters/postgres/claims.ts';
import { inTransaction } from '../../src/adapters/postgres/database.ts';
import { letterStore } from '../../src/adapters/postgres/letters.ts';
import { mirrorLinkStore } from '../../src/adapters/postgres/mirror-links.ts';
import { outboxStore } from '../../src/adapters/postgres/outbox.ts';
import { subscriptionStore } from '../../src/adapters/postgres/subscriptions.ts';
import { messageSigner } from '../../src/adapters/signing/message-signer.ts';
import { systemEntropy } from '../../src/adapters/system/entropy.ts';
import { type DeliverPorts, deliverEvents } from '../../src/app/deliver-events.ts';
import { forgetEvents, keptEventsMs } from '../../src/app/forget-events.ts';
import type { Call, CallAnswer } from '../../src/app/ports/courier.ts';
import type { NewEvent } from '../../src/domain/event/event.ts';
import { maxAgeMs } from '../../src/domain/event/retry.ts';
import type { Subscription } from '../../src/domain/event/subscription.ts';
import { eventFormat, trackerFormats } from '../../src/http/shared/outbox-ports.ts';
import { answered, type FakeCourier, fakeCourier } from '../fakes/courier.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { issueEvent } from '../samples/events.ts';
import { auditEntry } from './audited.ts';
import { insertNova } from './nova.ts';

let database: FreshDatabase;
let ports: DeliverPorts & { readonly courier: FakeCourier };
beforeAll(async () => {
  database = await freshDatabase(20);
  await insertNova(database.db);
});
afterAll(() => database.drop());

const signer = messageSigner('ab'.repeat(32));
const store = () => subscriptionStore(database.db);
let nowMs = 1_000_000;

beforeEach(async () => {
  await database.db.execute(sql`truncate events, subscriptions, deliveries restart identity cascade`);
  ports = {
    courier: fakeCourier(),
    messageSigner: signer,
    entropy: systemEntropy,
    outbox: outboxStore(database.db),
    claims: claimStore(database.db),
    eventFormat,
    letters: letterStore(database.db),
    mirrorLinks: mirrorLinkStore(database.db),
    trackerFormats,
  };
  nowMs += 10 * maxAgeMs;
});

async function subscribe(id: string, changes: Partial<Subscription> = {}): Promise<string> {
  const subscription: Subscription = {
    id,
    kind: 'webhook',
    product: null,
    url: `https://${id}.example.com/`,
    events: [],
    state: 'active',
    stopReason: null,
    createdBy: 'ada',
    createdMs: nowMs,
    failures: 0,
    restUntilMs: 0,
    toldMs: null,
    ...changes,
  };
  const { secret, sealed } = signer.createSecret();
  await store().recordSubscription(subscription, [{ sealed, untilMs: null }], auditEntry(id));
  return secret;
}

const append = (...events: NewEvent[]) => inTransaction(database.db, (tx) => appendEvents(tx, events));
const turn = () => deliverEvents(ports, nowMs);
const bodyOf = ({ body }: Call) =>
  JSON.parse(body ?? '') as { id: string; type: string; subject: string; timestamp: string };
/** What each receiver was sent, in order, as `subject@time`. */
const sent = (host: string): string[] =>
  ports.courier.calls
    .filter(({ url }) => url === `https://${host}.example.com/`)
    .map((call) => `${bodyOf(call).subject}@${Date.parse(bodyOf(call).timestamp)}`);
const states = async (id: string) =>
  (await store().loadDeliveries(id, null, { limit: 200, after: null })).items
    .toReversed()
    .map(({ event, state, attempts, fault }) => [`${event.subject}@${event.atMs}`, state, attempts, fault]);
const down = (status: number, headers: Record<string, string> = {}): CallAnswer => answered(status, '', headers);

describe('spreading', () => {
  it('notes for each event who wants it, by product, type and family', async () => {
    await subscribe('all');
    await subscribe('other', { product: 'other' });
    await subscribe('nova', { product: 'nova' });
    await subscribe('builds', { events: ['build.*'] });
    await subscribe('exact', { events: ['issue.regressed'] });
    await subscribe('stopped', { state: 'stopped' });
    await append(issueEvent(1, 5));
    expect(await turn()).toEqual({ spread: 1, told: 3, failed: 0 });
    for (const host of ['all', 'nova', 'exact']) expect(sent(host)).toEqual(['issue/1@5']);
    expect(ports.courier.calls).toHaveLength(3);
  });

  it('notes an event once, by however many at once', async () => {
    await subscribe('all');
    for (let at = 0; at < 30; at += 1) await append(issueEvent(at, at));
    await Promise.all(Array.from({ length: 6 }, turn));
    await turn();
    expect(sent('all')).toHaveLength(30);
    expect(new Set(sent('all')).size).toBe(30);
  });

  it('tells nobody of what happened before they asked', async () => {
    await append(issueEvent(1, 1));
    await turn();
    await subscribe('late');
    await append(issueEvent(1, 2));
    await turn();
    expect(sent('late')).toEqual(['issue/1@2']);
  });
});

describe('order', () => {
  it('is kept within a subject while one message is refused, and other subjects go on', async () => {
    await subscribe('all');
    await append(issueEvent(1, 1), issueEvent(1, 2), issueEvent(2, 3), issueEvent(2, 4));
    ports.courier.answer = (call) => down(bodyOf(call).subject === 'issue/1' ? 400 : 204);
    for (let at = 0; at < 3; at += 1) await turn();
    expect(sent('all')).toEqual(['issue/1@1', 'issue/2@3', 'issue/2@4']);
    ports.courier.answer = () => answered(204);
    nowMs += 3_600_000;
    for (let at = 0; at < 3; at += 1) await turn();
    expect(sent('all').slice(3)).toEqual(['issue/1@1', 'issue/1@2']);
  });

  it('of subjects is by how often each was tried, so that what is refused keeps nobody waiting', async () => {
    await subscribe('all');
    await append(...Array.from({ length: 20 }, (_, at) => issueEvent(at, at)));
    ports.courier.answer = () => down(400);
    await turn();
    nowMs += 3_600_000;
    await append(issueEvent(99, 99));
    await turn();
    expect(sent('all').slice(20, 21)).toEqual(['issue/99@99']);
  });

  it('goes on behind a message that was given up', async () => {
    await subscribe('all');
    await append(issueEvent(1, 1), issueEvent(1, 2));
    ports.courier.answer = (call) => down(bodyOf(call).timestamp.endsWith('.001Z') ? 422 : 204);
    await turn();
    nowMs += maxAgeMs;
    await turn();
    await turn();
    expect(await states('all')).toEqual([
      ['issue/1@1', 'dead', 2, 'status-422'],
      ['issue/1@2', 'told', 1, null],
    ]);
    expect(await ports.outbox.loadFigures()).toEqual({ waiting: 0, oldestMs: null, dead: 1, unspread: 0 });
  });
});

describe('a receiver that is away', () => {
  it('is asked for one message a turn, rests, and gets all in order when it is back, under the same ids', async () => {
    await subscribe('away');
    await append(issueEvent(1, 1), issueEvent(2, 2), issueEvent(3, 3));
    ports.courier.answer = () => down(503);
    await turn();
    await turn();
    expect(sent('away')).toEqual(['issue/1@1']);
    const [first] = ports.courier.calls.map((call) => bodyOf(call).id);
    nowMs += 3_600_000;
    ports.courier.answer = () => answered(200);
    await turn();
    expect(sent('away').slice(1).sort()).toEqual(['issue/1@1', 'issue/2@2', 'issue/3@3']);
    expect(ports.courier.calls.slice(1).map((call) => bodyOf(call).id)).toContain(first);
    expect(await store().loadSubscription('away')).toMatchObject({ subscription: { failures: 0, toldMs: nowMs } });
  });

  it('gets the patience that it asks for', async () => {
    await subscribe('busy');
    await append(issueEvent(1, 1));
    ports.courier.answer = () => down(429, { 'retry-after': '1800' });
    await turn();
    nowMs += 1_799_000;
    await turn();
    expect(ports.courier.calls).toHaveLength(1);
    nowMs += 2_000;
    await turn();
    expect(ports.courier.calls).toHaveLength(2);
  });

  it.each([
    ['rests seconds at first', {}, 2_500, 7_500, 0],
    ['rests ten minutes at most, however long it has been away', {}, 600_000, 600_000, 40],
    ['rests an hour at most, whatever it asks', { 'retry-after': '86400' }, 3_600_000, 3_600_000, 40],
  ])('%s', async (_, headers, leastMs, mostMs, failures) => {
    await subscribe('away', { failures });
    await append(issueEvent(1, 1));
    ports.courier.answer = () => down(503, headers);
    await turn();
    const { subscription } = (await store().loadSubscription('away')) ?? expect.fail('not there');
    expect(subscription.failures).toBe(failures + 1);
    expect(subscription.toldMs).toBeNull();
    expect(subscription.restUntilMs - nowMs).toBeGreaterThanOrEqual(leastMs);
    expect(subscription.restUntilMs - nowMs).toBeLessThanOrEqual(mostMs);
  });

  it('never keeps others waiting: one that listens, and 12 that hang from the first', async () => {
    await subscribe('z-listens');
    await append(issueEvent(1, 1));
    await turn();
    for (let at = 0; at < 12; at += 1) await subscribe(`a-hangs-${at}`);
    await append(issueEvent(1, 2));
    // Real time is what the courier says: each of these took all of its patience.
    ports.courier.answer = ({ url }) =>
      url.includes('hangs') ? { kind: 'failed', fault: 'timeout', tookMs: 10_000 } : answered(204);
    await turn();
    await append(issueEvent(1, 3));
    await turn();
    expect(sent('z-listens')).toEqual(['issue/1@1', 'issue/1@2', 'issue/1@3']);
    // A turn ends: two lanes, two calls of ten seconds each.
    expect(ports.courier.calls.length - 3).toBeLessThanOrEqual(8);
  });

  it('is asked again at once when a person asks, however long it rests, and for as long as if it were new', async () => {
    await subscribe('away');
    await append(issueEvent(1, 1));
    ports.courier.answer = () => down(503, { 'retry-after': '3600' });
    await turn();
    await turn();
    expect(ports.courier.calls).toHaveLength(1);
    nowMs += maxAgeMs - 1;
    await turn();
    nowMs += 2;
    const [{ id = '' } = {}] = ports.courier.calls.map(bodyOf);
    expect(await store().recordRedelivery('away', id, nowMs, auditEntry('away'))).toBe(1);
    await turn();
    expect(ports.courier.calls).toHaveLength(3);
    expect(await states('away')).toEqual([['issue/1@1', 'waiting', 1, 'status-503']]);
  });

  it('that says it is gone is told nothing more, until a person asks', async () => {
    await subscribe('gone');
    await append(issueEvent(4, 0));
    await turn();
    await append(issueEvent(1, 1), issueEvent(2, 2));
    ports.courier.answer = () => down(410);
    await turn();
    await append(issueEvent(3, 3));
    await turn();
    expect(ports.courier.calls).toHaveLength(2);
    expect((await states('gone'))[0]).toEqual(['issue/4@0', 'told', 1, null]);
    expect(await store().loadSubscription('gone')).toMatchObject({
      subscription: { state: 'stopped', stopReason: 'status-410' },
    });
    ports.courier.answer = () => answered(204);
    expect(await store().recordRedelivery('gone', null, nowMs, auditEntry('gone'))).toBe(2);
    await turn();
    expect(sent('gone').slice(2)).toEqual(['issue/1@1', 'issue/2@2']);
  });
});

describe('at least once', () => {
  it('is told again under the same id when the process dies between sending and noting', async () => {
    await subscribe('all');
    await append(issueEvent(1, 1), issueEvent(1, 2));
    const { recordTry } = ports.claims;
    const dying = { ...ports, claims: { ...ports.claims, recordTry: () => Promise.reject(new Error('killed')) } };
    await expect(deliverEvents(dying, nowMs)).rejects.toThrow('killed');
    expect(sent('all')).toEqual(['issue/1@1']);
    // The claim of the dead holds until it runs out.
    await turn();
    expect(ports.courier.calls).toHaveLength(1);
    nowMs += 90_000;
    for (let at = 0; at < 2; at += 1) await turn();
    expect(sent('all')).toEqual(['issue/1@1', 'issue/1@1', 'issue/1@2']);
    const ids = ports.courier.calls.map((call) => bodyOf(call).id);
    expect(ids[0]).toBe(ids[1]);
    expect(recordTry).toBeDefined();
  });

  it('has no effect what somebody notes whose claim was taken over', async () => {
    await subscribe('all');
    await append(issueEvent(1, 1));
    await turn();
    await store().recordRedelivery('all', null, nowMs, auditEntry('x'));
    await append(issueEvent(1, 2));
    await deliverEvents({ ...ports, claims: { ...ports.claims, takeDue: async () => null } }, nowMs);
    const wanted = { nowMs, lastsMs: 1_000, isProven: true };
    const stale = (await ports.claims.takeDue(wanted)) ?? expect.fail('nothing due');
    expect(await ports.claims.takeDue(wanted)).toBeNull();
    nowMs += 1_000;
    const fresh = (await ports.claims.takeDue({ ...wanted, nowMs })) ?? expect.fail('not taken over');
    const done = { state: 'told', nextMs: nowMs, status: 200, fault: null } as const;
    await ports.claims.recordTry(stale, 2, done, nowMs);
    expect((await states('all')).at(-1)).toEqual(['issue/1@2', 'waiting', 0, null]);
    const ending = { nowMs, failures: 1, restUntilMs: nowMs, isTold: false, stopReason: 'status-410' };
    await ports.claims.releaseClaim(stale, ending);
    expect((await states('all')).at(-1)).toEqual(['issue/1@2', 'waiting', 0, null]);
    await ports.claims.recordTry(fresh, 2, done, nowMs);
    expect((await states('all')).at(-1)).toEqual(['issue/1@2', 'told', 1, null]);
  });

  it('is sent by one process at a time, however many work', async () => {
    for (let at = 0; at < 5; at += 1) await subscribe(`s${at}`);
    for (let at = 0; at < 20; at += 1) await append(issueEvent(at % 3, at));
    await Promise.all(Array.from({ length: 4 }, turn));
    for (let at = 0; at < 8; at += 1) await turn();
    for (let at = 0; at < 5; at += 1) {
      for (const issue of [0, 1, 2]) {
        const own = sent(`s${at}`).filter((each) => each.startsWith(`issue/${issue}@`));
        expect(own).toEqual(
          Array.from({ length: 20 }, (_, i) => i)
            .filter((i) => i % 3 === issue)
            .map((i) => `issue/${issue}@${i}`),
        );
      }
    }
  });
});

describe('what is remembered', () => {
  it('is forgotten after a month, but not what still waits', async () => {
    await subscribe('all');
    await append(issueEvent(1, 1), issueEvent(2, 2));
    ports.courier.answer = (call) => down(bodyOf(call).subject === 'issue/1' ? 204 : 400);
    await turn();
    expect(await forgetEvents(ports, nowMs + keptEventsMs)).toBe(0);
    expect(await forgetEvents(ports, nowMs + keptEventsMs + 1)).toBe(1);
    expect(await states('all')).toEqual([['issue/2@2', 'waiting', 1, 'status-400']]);
  });

  it('opens nothing: a dump holds no secret', async () => {
    const secret = await subscribe('all');
    const dump = JSON.stringify(await database.db.execute(sql`select * from subscriptions`));
    expect(dump).toContain('s1.');
    expect(dump).not.toContain(secret.slice(6));
  });

  it('goes with its subscription', async () => {
    await subscribe('all');
    await append(issueEvent(1, 1));
    ports.courier.answer = () => down(500);
    await turn();
    expect(await store().recordRemoved('all', auditEntry('all'))).toBe(true);
    expect(await store().recordRemoved('all', auditEntry('all'))).toBe(false);
    expect((await ports.outbox.loadFigures()).waiting).toBe(0);
  });
});
