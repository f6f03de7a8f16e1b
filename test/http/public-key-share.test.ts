// A public key that makes devices up: it has a share an hour, enrolled devices go on beyond it, and what is left out is counted.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyMeter } from '../../src/adapters/system/key-meter.ts';
import { deviceLimits } from '../../src/domain/issue/filing.ts';
import { keyShareWindowMs, sampledPerMinute } from '../../src/domain/issue/key-share.ts';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { minidump } from '../samples/minidump.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

const share = 30;
const beyond = 15;
let test: FleetApp;
let made = 0;

/** As another process that serves the same database would have it. */
const openProcess = () => {
  const process = { ...test.surroundings.process, keyMeter: keyMeter(share, () => test.clock.ms) };
  Object.assign(test.surroundings, { process });
};

beforeAll(async () => {
  test = await openFleetApp();
  await test.addToken('nova-app', 'reporter', 'nova');
  await test.addToken('other-app', 'reporter', 'nova');
  await test.addToken('factory', 'gateway', 'nova');
  await test.enrol('SN-enrolled');
});
afterAll(() => test.close());
beforeEach(() => {
  test.clock.ms += 2 * keyShareWindowMs;
  openProcess();
});

const post = async (path: string, headers: Record<string, string>, body: BodyInit) => {
  const response = await test.app.request(path, { method: 'POST', headers, body }, test.surroundings);
  const { status, headers: told } = response;
  return {
    status,
    rest: told.get('retry-after'),
    sentry: told.get('x-sentry-rate-limits'),
    text: await response.text(),
  };
};
const text = 'java.lang.Error: x\n\tat com.nova.Made.up(Made.java:1)';
const place = (door: string, name: string) => `/api/${deriveProjectId('nova')}/${door}/?sentry_key=of_test_${name}`;
const idOf = (device: string) => Buffer.from(`${device}-${made++}`).toString('hex').padStart(32, '0').slice(-32);
const eventOf = (device: string) => ({
  event_id: idOf(device),
  release: 'fw@1.2.0',
  user: { id: device },
  message: text,
});

type Door = (device: string, name?: string) => ReturnType<typeof post>;
const doors: Record<string, Door> = {
  reports: (device, name = 'nova-app') =>
    post(
      '/v1/reports',
      { authorization: `Bearer of_test_${name}`, 'content-type': 'application/json' },
      JSON.stringify({ id: idOf(device), kind: 'crash', build: '1.2.0', product: 'nova', device, text }),
    ),
  store: (device, name = 'nova-app') => post(place('store', name), {}, JSON.stringify(eventOf(device))),
  envelope: (device, name = 'nova-app') =>
    post(place('envelope', name), {}, ['{}', '{"type":"event"}', JSON.stringify(eventOf(device)), ''].join('\n')),
  minidump: (device, name = 'nova-app') => {
    const form = new FormData();
    form.set('sentry', JSON.stringify(eventOf(device)));
    form.set('upload_file_minidump', new Blob([new Uint8Array(minidump())]), 'dump.dmp');
    return post(place('minidump', name), {}, form);
  },
};

async function sendMany(send: Door, count: number, name?: string) {
  const told = new Map<string, number>();
  for (let at = 0; at < count; at += 1) {
    const { status, rest, sentry } = await send(`made-up-${made}`, name);
    const key = `${status < 300 ? 'kept' : status} ${rest} ${sentry}`;
    told.set(key, (told.get(key) ?? 0) + 1);
  }
  return Object.fromEntries(told);
}

const metric = async () => {
  const answer = await test.app.request('/metrics', {}, test.surroundings);
  return Number(/^orange_reports_dropped_last_hour (\d+)$/m.exec(await answer.text())?.[1]);
};
const keptBy = async (name: string) => {
  const [row] = await test.database.sql`select count(*)::int as n from reports where sent_by = ${name}
    and received_ms > ${test.clock.ms - keyShareWindowMs}`;
  return row?.n;
};

describe.each(Object.entries(doors))('through %s', (door, send) => {
  it('has its share kept, a sample of the rest, and all else counted', async () => {
    const words = door === 'reports' ? '60:error:project' : '60:error;default:project';
    expect(await sendMany(send, share + sampledPerMinute + beyond)).toEqual({
      'kept null null': share + sampledPerMinute,
      [`429 60 ${words}`]: beyond,
    });
    expect(await keptBy('nova-app')).toBe(share + sampledPerMinute);
    await runTick(test.surroundings);
    expect(await metric()).toBe(beyond);
  });

  it('leaves enrolled devices, other keys and gateways alone', async () => {
    await sendMany(send, share + sampledPerMinute);
    const over = await send('made-up');
    expect([over.status, over.text]).toEqual([429, expect.stringContaining('not enrolled')]);
    expect((await send('SN-enrolled')).status).toBeLessThan(300);
    expect((await send('made-up', 'other-app')).status).toBeLessThan(300);
    expect((await send('made-up', 'factory')).status).toBeLessThan(300);
  });
});

describe('the share of a key', () => {
  it('is one of all processes, and of the last hour', async () => {
    const { reports: send = expect.fail() } = doors;
    await sendMany(send, share + sampledPerMinute + beyond);
    await runTick(test.surroundings);
    openProcess();
    expect(await sendMany(send, sampledPerMinute + 1)).toEqual({
      'kept null null': sampledPerMinute,
      '429 60 60:error:project': 1,
    });
    // The sample of the next minute, and then nothing more.
    test.clock.ms += 60_000;
    expect(await sendMany(send, sampledPerMinute + 1)).toMatchObject({ 'kept null null': sampledPerMinute });
    test.clock.ms += keyShareWindowMs;
    expect(await sendMany(send, share)).toEqual({ 'kept null null': share });
  });

  it('is not used up by what a device in a loop has refused', async () => {
    const { reports: send = expect.fail() } = doors;
    const loop: number[] = [];
    for (let at = 0; at < 2 * share; at += 1) loop.push((await send('made-up-loop')).status);
    expect(loop.filter((status) => status === 201)).toHaveLength(deviceLimits.sameFault);
    expect(await sendMany(send, share - deviceLimits.sameFault)).toEqual({
      'kept null null': share - deviceLimits.sameFault,
    });
    expect(await keptBy('nova-app')).toBe(share);
  });

  it('is told only for keys that exist', async () => {
    expect((await doors.reports?.('made-up', 'nobody'))?.status).toBe(401);
    const rows = await test.database.sql`select distinct sent_by as name from key_minutes order by 1`;
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['nova-app']));
    expect(rows.map(({ name }) => name)).not.toContain('nobody');
  });
});
