// Check-ins through a Cloudflare Queue: acknowledged when the queue has them, counted when the consumer ran, in workerd.
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleWorker } from '../../scripts/launch/bundle.ts';
import { deviceStore } from '../../src/adapters/postgres/devices.ts';
import { checkinQueue } from '../../src/adapters/postgres/schema/fleet.ts';
import { serviceSecret } from '../../src/adapters/signing/service-secret.ts';
import { insertNova } from '../contract/nova.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { device, startMs } from '../samples/fleet.ts';

const secret = 'ab'.repeat(32);
let database: FreshDatabase;
let edge: Miniflare;

beforeAll(async () => {
  database = await freshDatabase();
  await insertNova(database.db);
  await deviceStore(database.db).recordDevice(device('SN-1'));
  edge = new Miniflare({
    modules: [{ type: 'ESModule', path: 'worker.mjs', contents: await bundleWorker() }],
    compatibilityDate: '2026-07-01',
    compatibilityFlags: ['nodejs_compat'],
    cf: false,
    queueProducers: { CHECKINS: 'checkins' },
    queueConsumers: { checkins: { maxBatchSize: 10, maxBatchTimeout: 0.1 } },
    bindings: {
      DATABASE_URL: database.url,
      S3_ENDPOINT: 'http://127.0.0.1:9',
      S3_ACCESS_KEY_ID: 'none',
      S3_SECRET_ACCESS_KEY: 'none',
      SERVICE_SECRET: secret,
      CHECKIN_QUEUE: 'binding',
    },
  });
  await edge.ready;
});
afterAll(async () => {
  await edge.dispose();
  await database.drop();
});

const seenMs = async () => (await deviceStore(database.db).loadDevice('nova', 'SN-1'))?.seenMs ?? 0;

it('takes check-ins without the database and counts them once, however often they are sent', async () => {
  const token = serviceSecret(secret).signDeviceToken({ product: 'nova', deviceId: 'SN-1' });
  const event = { id: 'e1', type: 'health', build: '1.1.0', uptimeS: 60, crashes: 1 };
  for (let again = 0; again < 3; again += 1) {
    const response = await edge.dispatchFetch('http://edge/v1/checkins', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ events: [event] }),
    });
    expect([response.status, await response.json()]).toMatchObject([202, { accepted: 1 }]);
  }
  await expect.poll(seenMs, { timeout: 20_000 }).toBeGreaterThan(startMs);
  await expect.poll(() => database.db.$count(checkinQueue), { timeout: 20_000 }).toBe(0);
  const [sums] =
    await database.sql`select sum(crashes)::int as crashes, sum(devices)::int as devices from checkin_hours`;
  expect(sums).toEqual({ crashes: 1, devices: 1 });
});
