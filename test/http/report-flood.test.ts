// One device that sends far more than its share: it is told to rest and counted, others go on, and nothing grows with it.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearerLimits, deviceLimits } from '../../src/domain/issue/filing.ts';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
import { fastPerSecond, lookedAtPerSecond } from '../../src/domain/issue/repeats.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { minidump } from '../samples/minidump.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

/** By hand with more: `ORANGE_FLOOD=100000 npx vitest run --project http test/http/report-flood.test.ts`. */
const count = Number(process.env.ORANGE_FLOOD ?? 1_200);
/** A report of somebody else after so many of the flood: fewer than that one may send. */
const every = Math.max(60, Math.ceil(count / 300));
const lanes = 24;
const patienceMs = 3_600_000;

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
  await test.addToken('nova-app', 'reporter', 'nova');
});
afterAll(() => test.close());

const textOf = (fault: number) => `java.lang.Error: x\n\tat com.nova.Flood${fault}.run(Flood.java:1)`;
type Told = { readonly status: number; readonly rest: string | null; readonly sentry: string | null };

async function post(
  path: string,
  headers: Record<string, string>,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<Told> {
  const response = await test.app.request(path, { method: 'POST', headers, body }, test.surroundings);
  await response.arrayBuffer();
  const { headers: told, status } = response;
  return { status, rest: told.get('retry-after'), sentry: told.get('x-sentry-rate-limits') };
}

const file = (token: string, id: string, text: string) =>
  post(
    '/v1/reports',
    { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    JSON.stringify({ id, kind: 'crash', build: '1.2.0', text }),
  );

/** Sends all of them over a few lanes, and now and then a report of somebody else, which has to be taken. */
async function flood(send: (at: number) => Promise<Told>, honest: (at: number) => Promise<Told>) {
  const told = new Map<string, number>();
  let next = 0;
  const tookMs: number[] = [];
  const lane = async () => {
    for (let at = next++; at < count; at = next++) {
      const { status, rest, sentry } = await send(at);
      const key = `${status} ${rest} ${sentry}`;
      told.set(key, (told.get(key) ?? 0) + 1);
      if (at % every !== 0) continue;
      const startedMs = performance.now();
      expect([200, 201]).toContain((await honest(at)).status);
      tookMs.push(performance.now() - startedMs);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await test.settle();
  tookMs.sort((a, b) => a - b);
  const others = `others waited ${tookMs[tookMs.length >> 1]?.toFixed(0)} ms (median), ${tookMs.at(-1)?.toFixed(0)} ms (longest)`;
  process.stdout.write(`flood of ${count}: ${JSON.stringify(Object.fromEntries(told))}; ${others}\n`);
  return Object.fromEntries(told);
}

async function countOf(device: string) {
  const [row] = await test.database.db.execute<Record<string, string>>(sql`
    select (select count(*) from reports where device_id = ${device}) as stored,
      (select count(distinct key) from reports where device_id = ${device}) as faults,
      (select coalesce(sum(reports), 0) from issue_devices where device_id = ${device}) as counted,
      (select coalesce(sum(dropped), 0) from issue_devices where device_id = ${device}) as dropped,
      (select count(*) from issue_devices where device_id = ${device}) as rows,
      (select count(*) from reports_waiting) as waiting,
      (select count(*) from checkin_hours) as hours, (select count(*) from checkin_events) as events`);
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
}

const key = 'sentry_key=of_test_nova-app';
const auth = { 'x-sentry-auth': `Sentry sentry_version=7, ${key}` };
const place = (door: string) => `/api/${deriveProjectId('nova')}/${door}/`;
const eventId = (id: string) => Buffer.from(id).toString('hex').padStart(32, '0').slice(-32);

function event(id: string, user: string | null, fault: number): string {
  const frames = [{ filename: 'a.js', function: `flood${fault}`, lineno: 1, colno: 1 }];
  const exception = { values: [{ type: 'Error', value: 'x', stacktrace: { frames } }] };
  const who = user === null ? {} : { user: { id: user } };
  return JSON.stringify({ event_id: eventId(id), platform: 'node', release: 'fw@1.2.0', ...who, exception });
}

async function postDump(id: string, user: string | null): Promise<Told> {
  const form = new FormData();
  const who = user === null ? {} : { user: { id: user } };
  form.set('sentry', JSON.stringify({ event_id: eventId(id), release: 'fw@1.2.0', ...who }));
  form.set('upload_file_minidump', new Blob([new Uint8Array(minidump())]), 'dump.dmp');
  const whole = new Response(form);
  const headers = { 'content-type': whole.headers.get('content-type') ?? '' };
  return post(`${place('minidump')}?${key}`, headers, new Uint8Array(await whole.arrayBuffer()));
}

type Send = (id: string, user: string | null, fault: number) => Promise<Told>;

const sentryDoors: readonly [{ name: string; send: Send }, ...{ name: string; send: Send }[]] = [
  { name: 'store', send: (...about) => post(place('store'), auth, event(...about)) },
  {
    name: 'envelope',
    send: (...about) => post(place('envelope'), auth, ['{}', '{"type":"event"}', event(...about), ''].join('\n')),
  },
  { name: 'minidump', send: (id, user) => postDump(id, user) },
];

describe('a device that sends without end', () => {
  it(
    'of one fault has its share kept, and the rest counted',
    async () => {
      const { token } = await test.enrol('SN-flood');
      const other = await test.enrol('SN-calm');
      for (let at = 0; at < deviceLimits.sameFault; at += 1) await file(token, `f${at}`, textOf(0));
      await test.settle();
      const before = await countOf('SN-flood');
      const told = await flood(
        (at) => file(token, `loop-${at}`, textOf(0)),
        (at) => file(other.token, `calm-${at}`, textOf(at)),
      );
      expect(told).toEqual({ '429 900 900:error:project': count });
      // All in one second by this clock: the rest is counted in memory until that is over.
      expect((await countOf('SN-flood')).dropped).toBeLessThanOrEqual(fastPerSecond + lookedAtPerSecond + lanes);
      test.clock.ms += 1_000;
      await runTick(test.surroundings);
      const { sameFault } = deviceLimits;
      expect(await countOf('SN-flood')).toEqual({
        ...{ stored: sameFault, faults: 1, counted: sameFault, dropped: count, rows: 1, waiting: 0 },
        ...{ hours: before.hours, events: before.events },
      });
      const { issue } = (await test.ask('GET', '/v1/reports/nova/f0')).body as unknown as { issue: number };
      const { body } = await test.ask('GET', `/v1/issues/nova/${issue}`);
      expect(body).toMatchObject({ dropped: { reports: count, devices: 1 } });
    },
    patienceMs,
  );

  it(
    'of ever another fault makes no more issues than its share',
    async () => {
      const { token } = await test.enrol('SN-liar');
      const other = await test.enrol('SN-honest');
      const told = await flood(
        (at) => file(token, `lie-${at}`, textOf(10_000 + at)),
        (at) => file(other.token, `honest-${at}`, textOf(at)),
      );
      expect(told).toEqual({
        '201 null null': deviceLimits.any,
        '429 900 900:error:project': count - deviceLimits.any,
      });
      const { stored, faults, counted, rows } = await countOf('SN-liar');
      expect([stored, faults, counted, rows]).toEqual(Array(4).fill(deviceLimits.any));
    },
    patienceMs,
  );

  it.each(sentryDoors)(
    'through a Sentry SDK ($name) is told so in the words that SDKs obey',
    async ({ name, send }) => {
      const told = await flood(
        (at) => send(`${name}-s${at}`, `SN-${name}`, 1),
        (at) => send(`${name}-t${at}`, `SN-${name}-${at}`, 2),
      );
      expect(told).toEqual({
        '200 null null': deviceLimits.sameFault,
        '429 900 900:error;default:project': count - deviceLimits.sameFault,
      });
      expect((await countOf(`SN-${name}`)).stored).toBe(deviceLimits.sameFault);
    },
    patienceMs,
  );
});

describe('an app without devices', () => {
  // Elsewhere here every answer settles what waits, which a service does once a second.
  beforeAll(() => {
    const settlePace = { isDue: () => false, recordEnd: () => {} };
    Object.assign(test.surroundings, { process: { ...test.surroundings.process, settlePace } });
  });

  it(
    'has the share of a whole fleet, and what goes beyond it keeps no other fault away',
    async () => {
      const [{ send }] = sentryDoors;
      const told = await flood(
        (at) => send(`a${at}`, null, 3),
        (at) => send(`b${at}`, null, 100 + at),
      );
      const kept = told['200 null null'] ?? 0;
      expect(kept + (told['429 60 60:error;default:project'] ?? 0)).toBe(count);
      // Two groups are written at a time, and neither knows of the other.
      expect(kept).toBeGreaterThanOrEqual(Math.min(count, bearerLimits.sameFault));
      expect(kept).toBeLessThanOrEqual(bearerLimits.sameFault + lanes);
    },
    patienceMs,
  );
});
