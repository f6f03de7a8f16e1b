// A process that is killed while it tells others of events: nothing is lost, and what is told twice has the same id.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { appendEvents } from '../../src/adapters/postgres/append-events.ts';
import { inTransaction } from '../../src/adapters/postgres/database.ts';
import { outboxStore } from '../../src/adapters/postgres/outbox.ts';
import { subscriptionStore } from '../../src/adapters/postgres/subscriptions.ts';
import { messageSigner } from '../../src/adapters/signing/message-signer.ts';
import { freshDatabase } from '../harness/database.ts';
import { openReceiver } from '../harness/receiver.ts';
import { issueEvent } from '../samples/events.ts';
import { auditEntry } from './audited.ts';
import { insertNova } from './nova.ts';

const child = fileURLToPath(new URL('../harness/deliver-child.ts', import.meta.url));
const events = 12;
/** Killed when the message that many came in: before it is answered, or once the answer is on its way. */
const kills = [
  { at: 1, isAnswered: false },
  { at: 3, isAnswered: true },
  { at: 6, isAnswered: false },
  { at: 9, isAnswered: true },
];

it('survives kill -9 between sending and noting', async () => {
  const database = await freshDatabase();
  await insertNova(database.db);
  const receiver = await openReceiver();
  const { secret, sealed } = messageSigner('ab'.repeat(32)).createSecret();
  const nowMs = Date.now();
  const made = { events: [], createdBy: 'ada', createdMs: nowMs, failures: 0, restUntilMs: 0, toldMs: null };
  await subscriptionStore(database.db).recordSubscription(
    { id: 'w', kind: 'webhook', product: null, url: receiver.url, state: 'active', stopReason: null, ...made },
    [{ sealed, untilMs: null }],
    auditEntry('w'),
  );
  for (let at = 0; at < events; at += 1)
    await inTransaction(database.db, (tx) => appendEvents(tx, [issueEvent(1, at), issueEvent(2 + at, at)]));
  let left = [...kills];
  let running: ReturnType<typeof spawn> | null = null;
  receiver.behave = async (_, response) => {
    const [next] = left;
    const isHit = next !== undefined && receiver.received.length >= next.at;
    if (isHit) left = left.slice(1);
    if (!isHit || next.isAnswered) response.writeHead(204).end();
    if (isHit) running?.kill('SIGKILL');
  };

  for (let round = 0; round < 40 && (round === 0 || (await isLeft(database.db))); round += 1) {
    // Each comes after the claim of the one before has run out.
    running = spawn(process.execPath, ['--import', 'tsx', child, database.url, String(nowMs + round * 100_000)]);
    await new Promise((done) => running?.once('exit', done));
  }

  expect(left).toEqual([]);
  const bodies = receiver.received.map(({ body, headers }) => {
    const { id, subject, timestamp } = JSON.parse(body) as { id: string; subject: string; timestamp: string };
    expect(headers['webhook-id']).toBe(id);
    return { id, key: `${subject}@${Date.parse(timestamp)}` };
  });
  const [first] = receiver.received;
  expect(() => new Webhook(secret).verify(first?.body ?? '', { ...first?.headers })).not.toThrow();
  const keys = new Set(bodies.map(({ key }) => key));
  expect(keys.size).toBe(2 * events);
  expect(new Set(bodies.map(({ id }) => id)).size).toBe(2 * events);
  // Told twice at most what was under way when the process died.
  expect(bodies.length - keys.size).toBeLessThanOrEqual(kills.length);
  expect(bodies.length).toBeGreaterThan(keys.size);
  const lane = [...new Set(bodies.filter(({ key }) => key.startsWith('issue/1@')).map(({ key }) => key))];
  expect(lane).toEqual(Array.from({ length: events }, (_, at) => `issue/1@${at}`));
  await receiver.close();
  await database.drop();
});

async function isLeft(db: Parameters<typeof outboxStore>[0]): Promise<boolean> {
  const { waiting, unspread } = await outboxStore(db).loadFigures();
  return waiting + unspread > 0;
}
