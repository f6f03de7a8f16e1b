// kill -9 of the database, the service and object storage in the middle of a storm of reports: what was acknowledged is there, once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, startEmbedded } from '../../../scripts/launch/embedded.ts';
import { openBucket } from '../../../src/adapters/objects/client.ts';
import { objects } from '../../../src/adapters/objects/objects.ts';
import { type OpenDatabase, openDatabase } from '../../../src/adapters/postgres/database.ts';
import { settleReports } from '../../../src/app/settle-reports.ts';
import { composeStores } from '../../../src/compose.ts';
import { textCodec } from '../../../src/wire/text-codec.ts';
import { eventually, makeGrounds } from '../launch/grounds.ts';
import { type NodeService, openNodeService } from './serve-on-node.ts';
import { findLost, findUnreadable, openProduct, readLedger, type Survivors, storm } from './storm.ts';

/** By hand with more: `ORANGE_STORM=20000 npx vitest run --project scenario test/scenario/reports`. */
const reports = Number(process.env.ORANGE_STORM ?? 600);
const clients = 20;
/** At these shares of the reports something is killed: database, service and object storage in turn. */
const blows = [0.1, 0.25, 0.4, 0.55, 0.7, 0.85];

const grounds = makeGrounds();
let running: Embedded;
let token = '';
let filed = 0;

async function withDatabase<T>(work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const database = openDatabase(running.directDatabaseUrl, 2);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

beforeAll(async () => {
  const { dir } = grounds;
  running = await startEmbedded({ dataDir: dir, port: 0, durability: 'fast', tickMs: 0 });
  token = await withDatabase(openProduct);
});
afterAll(async () => {
  await running?.stop();
  grounds.remove();
});

/** Waits until the server is another one, or the next blow would hit the same grave. */
async function killPart(part: 'postgres' | 'objects'): Promise<void> {
  const killed = running.pids()[part] ?? expect.fail(`${part} was not running`);
  process.kill(killed, 'SIGKILL');
  await eventually(() => (running.pids()[part] ?? killed) !== killed, { patienceMs: 60_000 });
}

async function underBlows(name: string, url: () => string, killService: () => Promise<void>): Promise<Survivors> {
  const left = [...blows];
  const kills = [() => killPart('postgres'), killService, () => killPart('objects')];
  let blow: Promise<void> = Promise.resolve();
  const onAcknowledged = (count: number) => {
    if (left.length === 0 || count < (left[0] ?? 1) * reports) return;
    const kill = kills[(blows.length - left.length) % kills.length] ?? killService;
    left.shift();
    blow = blow.then(kill);
  };
  const survivors = await storm({ name, url, token, reports, clients, onAcknowledged });
  await blow;
  expect(left).toEqual([]);
  filed += survivors.acknowledged.size;
  return survivors;
}

function openStorage() {
  const { endpoint, bucket, accessKeyId, secretAccessKey, region } = running.s3;
  return objects(openBucket({ endpoint, bucket, accessKeyId, secretAccessKey, region }));
}

/** Reads every report, puts every text where it belongs, and counts it. */
const settleAll = () =>
  withDatabase(async ({ db }) => {
    const ports = { ...composeStores(db), codec: textCodec, objects: openStorage() };
    await eventually(async () => (await settleReports(ports, Date.now(), { maxReports: 100_000 })).isDrained, {
      patienceMs: 900_000,
    });
  });

async function expectAllThere(name: string, { acknowledged, repeated, failedTries }: Survivors): Promise<void> {
  const lost = await withDatabase((database) => findLost(database, acknowledged));
  await settleAll();
  const ledger = await withDatabase(readLedger);
  const unreadable = await withDatabase((database) => findUnreadable(database, openStorage()));
  process.stdout.write(
    `${name}: acknowledged ${acknowledged.size}, repeated ${repeated}, failed tries ${failedTries}, lost ${lost.length}; ` +
      `stored ${ledger.stored}, counted ${ledger.counts.join(' ')}, unreadable ${unreadable.length}\n`,
  );
  expect(acknowledged.size).toBe(reports);
  expect(failedTries).toBeGreaterThan(0);
  expect(lost).toEqual([]);
  expect(unreadable).toEqual([]);
  expect(ledger).toEqual({ stored: filed, waiting: 0, counts: [filed, filed, filed, filed] });
}

describe('kill -9 in the middle of a storm of reports', () => {
  it('loses nothing that the service on Node acknowledged, and counts nothing twice', async () => {
    const { s3 } = running;
    const service: NodeService = await openNodeService({
      DATABASE_URL: running.directDatabaseUrl,
      S3_ENDPOINT: s3.endpoint,
      S3_BUCKET: s3.bucket,
      S3_ACCESS_KEY_ID: s3.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
      SERVICE_SECRET: 'ab'.repeat(32),
    });
    try {
      const again = () => service.kill().then(service.start);
      await expectAllThere('Node', await underBlows('node', service.url, again));
    } finally {
      await service.kill();
    }
  }, 3_600_000);

  it('loses nothing that the Worker acknowledged, and counts nothing twice', async () => {
    const killWorker = async () => {
      const killed = running.pids().worker;
      if (killed !== undefined) process.kill(killed, 'SIGKILL');
    };
    await expectAllThere('Worker', await underBlows('worker', () => running.url, killWorker));
  }, 3_600_000);
});
