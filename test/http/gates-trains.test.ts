// GET …/gate and GET /v1/trains, and the tick behind them: evidence, verdict and timetable as an engineer reads them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devices, installs } from '../../src/adapters/postgres/schema/fleet.ts';
import { replayRecord } from '../../src/domain/rollout/decision-record.ts';
import { derivePlaces } from '../../src/domain/rollout/permutation.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { auditPage } from '../../src/wire/operate/audit.ts';
import { decisionPage } from '../../src/wire/release/rollout.ts';
import { deviceRow, installRow } from '../samples/device-rows.ts';
import { candidate } from '../samples/rollouts.ts';
import { dayMs, nowMs } from '../samples/statements.ts';
import { openRollingApp, type RollingApp } from './rolling.ts';

let test: RollingApp;
beforeAll(async () => {
  test = await openRollingApp('Fri 17:00 Asia/Shanghai');
});
afterAll(() => test.close());

const hourMs = 3_600_000;

/** Devices whose attempt ended as told, at the present time of the clock. */
async function install(count: number, state: 'confirmed' | 'failed', rolloutId: number, modelId = 'n1'): Promise<void> {
  const at = test.clock.ms;
  const ids = Array.from({ length: count }, (_, index) => `${modelId}-${state}-${at}-${index}`);
  const { db } = test.database;
  await db.insert(devices).values(ids.map((id, index) => deviceRow(at, { id, modelId, bucket: index % 1000 })));
  await db.insert(installs).values(ids.map((deviceId) => installRow(at, { deviceId, modelId, rolloutId, state })));
}

const gate = async (id: number) => (await test.ask('GET', `/v1/rollouts/${id}/gate`, undefined, 'viewer')).body;

describe('trains', () => {
  it('skip a week in which nothing is ready, and say why and when the next one is', async () => {
    await runTick(test.surroundings);
    const { status, body } = await test.ask('GET', '/v1/trains?product=nova', undefined, 'viewer');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      items: [
        {
          channel: 'stable',
          timetable: 'Fri 17:00 Asia/Shanghai',
          next: {
            departureMs: nowMs + 7 * dayMs,
            departure: '2026-12-04T09:00:00.000Z',
            words: 'Fri 2026-12-04 17:00 Asia/Shanghai',
          },
          departures: [
            {
              departureMs: nowMs,
              rollout: null,
              skipped: 'no-plan',
              sentence: expect.stringMatching(/^Nothing left: /),
            },
          ],
        },
      ],
    });
  });

  it('leave with a build that is sealed, planned and signed, and polls follow', async () => {
    const plan = await test.apply();
    await test.signCeiling(candidate(2), plan);
    test.clock.ms = nowMs + 7 * dayMs;
    await runTick(test.surroundings);
    expect((await test.ask('GET', '/v1/rollouts/1')).body).toMatchObject({
      build: { id: 'nova-2' },
      latest: { kind: 'start', actor: 'train' },
    });
    const { body } = await test.ask('GET', '/v1/trains?product=nova');
    expect(body).toMatchObject({ items: [{ departures: [{ rollout: 1, skipped: null, sentence: null }, {}] }] });
    expect(test.surroundings.process.currentMap.loadCurrentMap()?.channels.get('nova/stable')?.rollouts).toHaveLength(
      1,
    );
  });

  it('are asked for by product, by those who may', async () => {
    expect((await test.ask('GET', '/v1/trains')).status).toBe(400);
    expect((await test.ask('GET', '/v1/trains?product=nova', undefined, 'of-other')).status).toBe(403);
    const none = await test.ask('GET', '/v1/trains?product=luna');
    expect([none.status, none.body]).toMatchObject([404, { type: '/problems/unknown-product' }]);
  });
});

describe('the gate', () => {
  it('says what it waits for, and on which evidence', async () => {
    expect(await gate(1)).toMatchObject({
      rollout: 1,
      state: 'running',
      stage: { index: 0, name: 'first', bakeS: 3600 },
      verdict: {
        kind: 'bake',
        reasons: expect.arrayContaining([
          expect.objectContaining({ code: 'bake-time' }),
          expect.objectContaining({ code: 'no-evidence' }),
        ]),
      },
      does: null,
      waitsFor: 'bake',
      evidence: { models: [{ model: 'n1' }, { model: 'n2' }], stage: { accepted: 0, due: 0, reported: 0 } },
    });
  });

  it('halts on harm by the next tick, and keeps what it saw', async () => {
    await install(60, 'confirmed', 1);
    await install(40, 'failed', 1);
    expect(await gate(1)).toMatchObject({
      verdict: { kind: 'halt', reasons: [{ code: 'harm', signal: 'failed-installs' }] },
      does: 'halt',
      waitsFor: null,
    });
    await runTick(test.surroundings);
    const { body } = await test.ask('GET', '/v1/rollouts/1/decisions?limit=1');
    expect(body).toMatchObject({
      items: [
        {
          kind: 'halt',
          actor: 'gate',
          state: 'halted',
          reason: expect.stringContaining('failed installs'),
          verdict: { kind: 'halt' },
          evidence: { stage: { accepted: 100, due: 100, reported: 100 } },
        },
      ],
    });
    expect((await test.ask('GET', '/v1/rollouts/1')).body).toMatchObject({
      state: 'halted',
      devices: { accepted: 100, confirmed: 60, failed: 40, silent: 0 },
    });
    const poll = await test.send('GET', '/v1/updates/nova/stable/n1/1.0.0/7');
    expect(await poll.json()).toMatchObject({ kind: 'none' });
  });

  it('decides the same again for a stranger who has only the record, whose digest is in the audit chain', async () => {
    const { body } = await test.ask('GET', '/v1/rollouts/1/decisions?limit=1');
    const [halted] = decisionPage.parse(body).items;
    if (halted?.asked == null || halted.evidence === null) return expect.fail();
    const { asked, evidence, verdict } = halted;
    const { isSame, digest } = replayRecord({ asked, evidence, verdict });
    expect(isSame).toBe(true);
    const audit = await test.ask('GET', '/v1/audit?subject=1&limit=100', undefined, 'operator');
    const { items } = auditPage.parse(audit.body);
    expect(items.find(({ action }) => action === 'rollout halted')?.details).toContain(digest);
  });

  it('is overridden by name and for a while, loudly, and then rules again on all its evidence', async () => {
    const decide = (json: object, as?: string) => test.ask('POST', '/v1/rollouts/1/decisions', json, as);
    const override = { lastsS: 3600 };
    expect(await decide({ verb: 'resume', reason: 'a bad cable' })).toMatchObject({
      status: 409,
      body: { type: '/problems/override-required' },
    });
    expect(await decide({ verb: 'resume', override })).toMatchObject({ body: { type: '/problems/reason-required' } });
    const untilMs = test.clock.ms + 3_600_000;
    expect(await decide({ verb: 'resume', reason: 'a bad cable in the lab', override })).toMatchObject({
      status: 201,
      body: {
        decision: { actor: 'engineer', overrideUntilMs: untilMs, verdict: { kind: 'halt' } },
        rollout: { state: 'running' },
      },
    });
    await runTick(test.surroundings);
    expect(await gate(1)).toMatchObject({
      state: 'running',
      verdict: { kind: 'halt' },
      does: null,
      waitsFor: 'override',
      override: { by: 'engineer', reason: 'a bad cable in the lab', untilMs },
    });
    expect(await (await test.send('GET', '/metrics')).text()).toMatch(/^orange_gate_overrides 1$/m);
    const audit = await test.ask('GET', '/v1/audit?subject=1&limit=100', undefined, 'operator');
    const entry = auditPage.parse(audit.body).items.find(({ action }) => action === 'rollout resumed over the gate');
    expect(entry).toMatchObject({ actor: 'engineer', details: expect.stringContaining(String(untilMs)) });
    expect(await decide({ verb: 'promote', reason: 'more', override })).toMatchObject({
      status: 409,
      body: { type: '/problems/override-in-force' },
    });
    test.clock.ms = untilMs;
    await runTick(test.surroundings);
    expect(await gate(1)).toMatchObject({ state: 'halted', verdict: { kind: 'halt' } });
    expect(await (await test.send('GET', '/metrics')).text()).toMatch(/^orange_gate_overrides 0$/m);
    expect(await decide({ verb: 'close' })).toMatchObject({ status: 201 });
  });

  it('takes one model out, and a person puts it back with a reason', async () => {
    await test.start(3);
    test.clock.ms += hourMs;
    await install(100, 'confirmed', 2, 'n2');
    await install(30, 'failed', 2);
    await runTick(test.surroundings);
    const said = (await test.ask('GET', '/v1/rollouts/2')).body;
    expect(said).toMatchObject({
      state: 'running',
      quarantined: ['n1'],
      latest: { kind: 'quarantine', models: ['n1'] },
    });
    // A bucket inside the first stage: one in ten is.
    const places = derivePlaces((await test.stores.rollouts.loadRollout(2))?.salt ?? '');
    const bucket = places.findIndex((place) => place < 100);
    const reasonOf = async (model: string) =>
      (await test.send('GET', `/v1/updates/nova/stable/${model}/1.0.0/${bucket}`)).json();
    expect(await reasonOf('n1')).toMatchObject({ kind: 'none', reason: 'quarantined' });
    expect(await reasonOf('n2')).toMatchObject({ kind: 'offer' });
    const decide = (json: object) => test.ask('POST', '/v1/rollouts/2/decisions', json);
    expect(await decide({ verb: 'lift', models: ['n1'] })).toMatchObject({ status: 422 });
    expect(await decide({ verb: 'lift', models: ['n2'], reason: 'x' })).toMatchObject({ status: 409 });
    test.clock.ms += 1;
    expect(await decide({ verb: 'lift', models: ['n1'], reason: 'a bad cable' })).toMatchObject({ status: 201 });
    expect(await reasonOf('n1')).toMatchObject({ kind: 'offer' });
    await runTick(test.surroundings);
    expect((await test.ask('GET', '/v1/rollouts/2')).body).toMatchObject({ quarantined: [] });
  });
});
