// /v1/plans, /v1/ceilings and /schemas/plan.json: what is wrong has its place, what is good is applied once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidate, ceilingOf, receivedCeiling } from '../samples/rollouts.ts';
import { sampleKey } from '../samples/statements.ts';
import { openRollingApp, planSource, type RollingApp } from './rolling.ts';

let test: RollingApp;
beforeAll(async () => {
  test = await openRollingApp();
});
afterAll(() => test.close());

const check = (source: string, as?: string) =>
  test.ask('POST', '/v1/plans/check', { source, fileName: 'friday.yaml' }, as);

describe('POST /v1/plans/check', () => {
  it('answers a good plan with its stages and their devices', async () => {
    const { status, body } = await check(planSource(), 'viewer');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      plan: { plan: 'friday', product: 'nova', fallback: 'none' },
      problems: [],
      warnings: [{ where: 'friday.yaml:5:11', what: expect.stringContaining('taken back') }],
      stages: [
        { name: 'first', devices: 0 },
        { name: 'half', devices: 0 },
        { name: 'all', devices: 0 },
      ],
    });
  });

  it('answers 200 with the place of each problem, in the file as it was sent', async () => {
    const unreadable = await check('plan: [');
    expect(unreadable).toMatchObject({ status: 200, body: { plan: null, problems: [{ line: 1 }], stages: [] } });
    const source = planSource()
      .replace('name: half', 'name: half, cohort: vips')
      .replace('channel: stable', 'channel: nightly');
    expect((await check(source)).body).toMatchObject({
      plan: { channel: 'nightly' },
      problems: [
        {
          where: 'friday.yaml:4:10',
          line: 4,
          column: 10,
          what: 'nova has no channel "nightly"',
          fix: expect.stringContaining('stable'),
        },
        { line: 8, what: 'there is no cohort "vips"' },
      ],
      stages: [{ devices: null }, { devices: null }, { devices: null }],
    });
  });

  it('warns when there is no previous build to go back to', async () => {
    expect((await check(planSource({ fallback: 'previous' }))).body).toMatchObject({
      problems: [],
      warnings: [{ line: 5, what: expect.stringContaining('no rollout of this channel is completed yet') }],
    });
  });

  it('refuses a body that is none, and a product of others', async () => {
    expect((await test.ask('POST', '/v1/plans/check', {})).status).toBe(400);
    expect((await check('x'.repeat(70_000))).status).toBe(400);
    expect(await check(planSource(), 'of-other')).toMatchObject({ status: 403 });
  });
});

describe('/v1/plans', () => {
  it('applies a plan once, and shows and lists it', async () => {
    const applied = await test.ask('POST', '/v1/plans', { source: planSource() });
    expect(applied).toMatchObject({
      status: 201,
      body: {
        product: 'nova',
        channel: 'stable',
        plan: { plan: 'friday', stages: [{ name: 'first', bakeS: 3600 }, {}, {}] },
        source: planSource(),
        appliedBy: 'engineer',
        gatesDigests: [expect.stringMatching(/^[0-9a-f]{64}$/), expect.any(String), expect.any(String)],
      },
    });
    expect(await test.ask('POST', '/v1/plans', { source: planSource() })).toEqual({ status: 200, body: applied.body });
    const id = Number(applied.body.id);
    expect(await test.ask('GET', `/v1/plans/${id}`, undefined, 'viewer')).toEqual({ status: 200, body: applied.body });
    const listed = await test.ask('GET', '/v1/plans?product=nova&channel=stable&limit=1', undefined, 'of-nova');
    expect(listed.body).toMatchObject({ items: [{ id }], next: null });
  });

  it('refuses a plan with problems, with all of them', async () => {
    const source = planSource().replace('permille: 500', 'permille: 50');
    const refused = await test.ask('POST', '/v1/plans', { source, fileName: 'friday.yaml' });
    expect(refused).toMatchObject({
      status: 422,
      body: { type: '/problems/plan-unusable', errors: [{ where: expect.stringMatching(/^friday\.yaml:8:/) }] },
    });
    const unknown = await test.ask('POST', '/v1/plans', { source: planSource().replace('stable', 'nightly') });
    expect(unknown).toMatchObject({ status: 422, body: { errors: [{ where: 'plan.yaml:4:10' }] } });
  });

  it('hides plans of other products, and refuses ids and cursors that are none', async () => {
    const id = await test.apply();
    expect((await test.ask('GET', `/v1/plans/${id}`, undefined, 'of-other')).status).toBe(404);
    expect((await test.ask('GET', '/v1/plans?product=nova', undefined, 'of-other')).status).toBe(403);
    expect((await test.ask('POST', '/v1/plans', { source: planSource() }, 'of-other')).status).toBe(403);
    expect((await test.ask('GET', '/v1/plans/9999')).status).toBe(404);
    for (const bad of ['0', '-1', '1.5', 'x', '99999999999']) {
      expect([bad, (await test.ask('GET', `/v1/plans/${bad}`)).status]).toEqual([bad, 400]);
    }
    expect((await test.ask('GET', '/v1/plans?product=nova&after=x')).status).toBe(400);
    expect((await test.ask('GET', '/v1/plans')).status).toBe(400);
  });

  it('publishes the schema of plan files', async () => {
    const schema = await test.send('GET', '/schemas/plan.json');
    expect(schema.status).toBe(200);
    expect(await schema.json()).toMatchObject({ type: 'object', properties: { plan: {}, stages: {} } });
  });
});

describe('/v1/ceilings', () => {
  it('records a signed ceiling once, whichever way its build is named, and shows it', async () => {
    const plan = await test.apply();
    const show = (query: string, as = 'viewer') => test.ask('GET', `/v1/ceilings?${query}`, undefined, as);
    expect(await show(`build=nova-1&plan=${plan}`)).toMatchObject({
      status: 404,
      body: { type: '/problems/no-ceiling' },
    });
    const envelope = await test.signCeiling(candidate(1), plan);
    const recorded = await test.ask('POST', '/v1/ceilings', { build: '1.1.0', plan, envelope });
    expect(recorded).toMatchObject({
      status: 201,
      body: { build: 'nova-1', plan, seq: 1, salt: 'salt-1', stages: [{}, {}, {}] },
    });
    const again = await test.ask('POST', '/v1/ceilings', {
      build: 'V14.0.1.0',
      plan,
      envelope: JSON.stringify(envelope),
    });
    expect(again).toEqual({ status: 200, body: recorded.body });
    expect(await show(`build=1.1.0&plan=${plan}`)).toEqual({ status: 200, body: recorded.body });
    expect((await show('build=nova-1&plan=999')).status).toBe(404);
    expect((await show(`build=nova-99&plan=${plan}`)).body).toMatchObject({ type: '/problems/unknown-build' });
    expect((await show(`build=nova-1&plan=${plan}`, 'of-other')).body).toMatchObject({
      type: '/problems/unknown-plan',
    });
  });

  it('refuses what nobody signed, what is of another build, and what is not a statement', async () => {
    const id = await test.apply();
    const plan = (await test.stores.plans.loadPlan(id)) ?? expect.fail();
    const [two, three] = [candidate(2), candidate(3)];
    const send = (envelope: unknown, build = 'nova-2') =>
      test.ask('POST', '/v1/ceilings', { build, plan: id, envelope });
    const stranger = receivedCeiling(ceilingOf(two, plan), sampleKey(9)).envelope;
    expect(await send(stranger)).toMatchObject({ status: 422, body: { type: '/problems/signature-not-accepted' } });
    const ofThree = receivedCeiling(ceilingOf(three, plan)).envelope;
    expect(await send(ofThree)).toMatchObject({
      status: 422,
      body: { type: '/problems/ceiling-does-not-fit', errors: [{ where: 'releaseId' }, { where: 'imageSha256' }] },
    });
    const spent = receivedCeiling(ceilingOf(two, plan, { notAfterMs: test.clock.ms - 1 })).envelope;
    expect(await send(spent)).toMatchObject({ status: 422, body: { type: '/problems/ceiling-expired' } });
    expect(await send({ signed: {}, signatures: [] })).toMatchObject({
      status: 400,
      body: { type: '/problems/malformed-statement' },
    });
    expect((await send('not JSON')).status).toBe(400);
    expect((await send(stranger, 'nova-99')).status).toBe(404);
  });

  it('takes a higher seq, and answers 409 with the present ceiling for a lower one', async () => {
    const id = await test.apply();
    const plan = (await test.stores.plans.loadPlan(id)) ?? expect.fail();
    const send = (seq: number, salt: string) => {
      const { envelope } = receivedCeiling(ceilingOf(candidate(4), plan, { seq, salt }));
      return test.ask('POST', '/v1/ceilings', { build: 'nova-4', plan: id, envelope });
    };
    expect((await send(2, 'a')).status).toBe(201);
    expect(await send(2, 'b')).toMatchObject({
      status: 409,
      body: { type: '/problems/ceiling-outdated', current: { seq: 2, salt: 'a' } },
    });
    expect((await send(3, 'b')).status).toBe(201);
  });
});

describe('GET /v1/ceilings', () => {
  it('shows the one that is in force, however its build is named, and says when there is none', async () => {
    const id = await test.apply({ name: 'shown' });
    const asked = (build: string, as?: string) =>
      test.ask('GET', `/v1/ceilings?build=${build}&plan=${id}`, undefined, as);
    expect(await asked('nova-1')).toMatchObject({ status: 404, body: { type: '/problems/no-ceiling' } });
    await test.ask('POST', '/v1/ceilings', {
      build: 'nova-1',
      plan: id,
      envelope: await test.signCeiling(candidate(1), id),
    });
    expect(await asked('1.1.0')).toMatchObject({ status: 200, body: { build: 'nova-1', plan: id, seq: 1 } });
    expect(await asked('nova-1', 'of-other')).toMatchObject({ status: 404, body: { type: '/problems/unknown-plan' } });
  });
});
