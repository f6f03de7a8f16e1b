// `npm run serve` that is told to stop in the middle of a tick: the tick ends, or is cut off without a word of failure.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { insertNova } from '../../contract/nova.ts';
import { type FreshDatabase, freshDatabase } from '../../harness/database.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await insertNova(database.db);
});
afterAll(() => database.drop());

/** A storage that takes everything and has nothing. */
async function openEmptyStorage() {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(request.method === 'GET' ? 404 : 200, { etag: '"a"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Holds what the tick asks for, until `letGo`. */
async function holdTick() {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let isHeld = () => {};
  const begun = new Promise<void>((resolve) => {
    isHeld = resolve;
  });
  const done = database.sql.begin(async (tx) => {
    await tx`lock table reports, checkin_queue in access exclusive mode`;
    isHeld();
    await held;
  });
  await begun;
  return { letGo, done };
}

const isAnyWaiting = async () => {
  const [row] = await database.sql`
    select count(*)::int as waiting from pg_locks where not granted
      and database = (select oid from pg_database where datname = current_database())`;
  return row?.waiting > 0;
};

/** What it logs from the signal on, and how it ends. */
async function stopInATick(letGoMs: number | null) {
  const storage = await openEmptyStorage();
  const path = fileURLToPath(new URL('../../../src/server.ts', import.meta.url));
  const own = {
    DATABASE_URL: database.url,
    S3_ENDPOINT: storage.url,
    S3_ACCESS_KEY_ID: 'a',
    S3_SECRET_ACCESS_KEY: 'b',
    SERVICE_SECRET: 'ab'.repeat(32),
    CLOCK_RATE: '60',
    PORT: '0',
  };
  const hold = await holdTick();
  const child = spawn(process.execPath, ['--import', 'tsx', path], { env: { ...process.env, ...own } });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
  });
  await vi.waitFor(async () => expect(await isAnyWaiting()).toBe(true), { timeout: 60_000, interval: 50 });
  said = '';
  child.kill('SIGTERM');
  if (letGoMs !== null) setTimeout(hold.letGo, letGoMs);
  const code = await ended;
  hold.letGo();
  await hold.done;
  storage.close();
  return { code, said };
}

describe('npm run serve that is told to stop in the middle of a tick', () => {
  it('ends it, and says nothing of failures', async () => {
    expect(await stopInATick(7_000)).toEqual({ code: 0, said: expect.not.stringContaining('"level":"error"') });
  });

  it('ends without it where that lasts', async () => {
    const { code, said } = await stopInATick(null);
    expect(code).toBe(0);
    expect(said).not.toContain('"level":"error"');
    expect(said).toContain('ended in the middle of work');
  });
});
