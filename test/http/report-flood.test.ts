// One device that sends far more than its share: it is told to rest and counted, others go on, and nothing grows with it.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deviceLimits } from '../../src/domain/issue/filing.ts';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
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

async function post(path: string, headers: Record<string, string>, body: string): Promise<Told> {
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
      const { sameFault } = deviceLimits;
      expect(await countOf('SN-flood')).toEqual({
        ...{ stored: sameFault, faults: 1, counted: sameFault, dropped: count, rows: 1, waiting: 0 },
        ...{ hours: before.hours, events: before.events },
      });
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

  it(
    'through a Sentry SDK is told so in the words that SDKs obey',
    async () => {
      const path = `/api/${deriveProjectId('nova')}/store/`;
      const auth = { 'x-sentry-auth': 'Sentry sentry_version=7, sentry_key=of_test_nova-app' };
      const event = (id: string, user: string, fault: number) => {
        const frames = [{ filename: 'a.js', function: `flood${fault}`, lineno: 1, colno: 1 }];
        const exception = { values: [{ type: 'Error', value: 'x', stacktrace: { frames } }] };
        const event_id = Buffer.from(id).toString('hex').padStart(32, '0').slice(-32);
        return JSON.stringify({ event_id, platform: 'node', release: 'fw@1.2.0', user: { id: user }, exception });
      };
      const told = await flood(
        (at) => post(path, auth, event(`s${at}`, 'SN-app', 1)),
        (at) => post(path, auth, event(`t${at}`, `SN-user-${at}`, 2)),
      );
      expect(told).toEqual({
        '200 null null': deviceLimits.sameFault,
        '429 900 900:error;default:project': count - deviceLimits.sameFault,
      });
      expect((await countOf('SN-app')).stored).toBe(deviceLimits.sameFault);
    },
    patienceMs,
  );
});
