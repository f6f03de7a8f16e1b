// The fold on PostgreSQL under trouble: two folders at once, and one that dies in the middle.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkinQueueStore } from '../../src/adapters/postgres/checkin-queue.ts';
import { deviceStore } from '../../src/adapters/postgres/devices.ts';
import { foldLock, foldStore } from '../../src/adapters/postgres/fold/folds.ts';
import { checkinHours } from '../../src/adapters/postgres/schema/fleet.ts';
import { foldCheckins } from '../../src/app/fold-checkins.ts';
import { foldEvents } from '../../src/domain/device/fold.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { batch, device, health, startMs } from '../samples/fleet.ts';
import { insertNova } from './nova.ts';

const devices = Array.from({ length: 20 }, (_, at) => `d${at}`);

describe('the fold under trouble', () => {
  let database: FreshDatabase;
  let round = 0;
  beforeAll(async () => {
    database = await freshDatabase(10);
    await insertNova(database.db);
    for (const id of devices) await deviceStore(database.db).recordDevice(device(id));
  });
  afterAll(() => database.drop());

  /** Ten batches, each with one event of every device. */
  async function fill() {
    round += 1;
    const told = Array.from({ length: 10 }, (_, at) =>
      batch(startMs + at, ...devices.map((id) => health(`${round}-${at}`, id, { uptimeS: 1 }))),
    );
    await checkinQueueStore(database.db).putBatches(told);
  }
  const exposure = async () => {
    const rows = await database.db.select().from(checkinHours);
    return rows.reduce((sum, { exposureS }) => sum + exposureS, 0);
  };

  it('counts everything once, however many folders are at work', async () => {
    for (let at = 0; at < 5; at += 1) await fill();
    const folds = foldStore(database.db);
    const fold = () => foldCheckins({ folds }, startMs, { maxBatches: 7 });
    const summaries = await Promise.all(Array.from({ length: 24 }, fold));
    while (!(await fold()).isDrained) {}
    expect(summaries.some(({ batches }) => batches > 0)).toBe(true);
    expect(await exposure()).toBe(5 * 10 * devices.length);
  });

  it('leaves the queue to the folder that is at work', async () => {
    const before = await exposure();
    await fill();
    const folds = foldStore(database.db);
    const fold = () => folds.recordFold({ maxBatches: 100, nowMs: startMs }, foldEvents);
    await database.sql.begin(async (other) => {
      await other`select pg_advisory_xact_lock(${foldLock})`;
      expect(await fold()).toBeNull();
      expect(await exposure()).toBe(before);
    });
    expect(await fold()).toMatchObject({ folded: 200 });
  });

  it('loses nothing and counts nothing when it dies before the commit', async () => {
    const before = await exposure();
    await fill();
    const folds = foldStore(database.db);
    const dies = folds.recordFold({ maxBatches: 100, nowMs: startMs }, (facts) => {
      const changes = foldEvents(facts);
      const [first] = changes.windows;
      // A window that the table refuses fails the transaction when devices and events are written already.
      return first === undefined ? changes : { ...changes, windows: [{ ...first, claimedS: 9e12 }] };
    });
    await expect(dies).rejects.toThrow();
    expect(await exposure()).toBe(before);
    expect(await foldCheckins({ folds }, startMs, { maxBatches: 100 })).toMatchObject({ folded: 200, repeated: 0 });
    expect(await exposure()).toBe(before + 200);
  });
});
