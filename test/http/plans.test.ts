// /v1/plans, /v1/ceilings and /schemas/plan.json: what is wrong has its place, what is good is applied once.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidate } from '../samples/rollouts.ts';
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

describe('GET /v1/ceilings', () => {
  const show = (query: string, as = 'viewer') => test.ask('GET', `/v1/ceilings?${query}`, undefined, as);

  it('shows what was published for a build under a plan, whichever way the build is named', async () => {
    const plan = await test.apply();
    expect(await show(`build=nova-1&plan=${plan}`)).toMatchObject({
      status: 404,
      body: { type: '/problems/no-ceiling' },
    });
    await test.signCeiling(candidate(1), plan);
    const shown = await show(`build=nova-1&plan=${plan}`);
    expect(shown).toMatchObject({
      status: 200,
      body: { build: 'nova-1', plan, seq: 1, salt: 'salt-1', stages: [{}, {}, {}] },
    });
    expect(await show(`build=1.1.0&plan=${plan}`)).toEqual(shown);
    await test.signCeiling(candidate(1), plan, { seq: 2, salt: 'b' });
    expect(await show(`build=nova-1&plan=${plan}`)).toMatchObject({ body: { seq: 2, salt: 'b' } });
    expect((await show('build=nova-1&plan=999')).status).toBe(404);
    expect((await show(`build=nova-99&plan=${plan}`)).body).toMatchObject({ type: '/problems/unknown-build' });
    expect((await show(`build=nova-1&plan=${plan}`, 'of-other')).body).toMatchObject({
      type: '/problems/unknown-plan',
    });
    expect((await show('build=nova-1')).status).toBe(400);
  });

  it('keeps out what is of another build, another plan, or not above what is published', async () => {
    const plan = await test.apply({ name: 'strict' });
    await test.signCeiling(candidate(4), plan, { seq: 2 });
    await expect(test.signCeiling(candidate(4), plan, { seq: 2, salt: 'other' })).rejects.toThrow('ceiling-outdated');
    await expect(test.signCeiling(candidate(4), plan, { seq: 3, imageSha256: 'a'.repeat(64) })).rejects.toThrow(
      'changes-refused',
    );
    await expect(test.signCeiling(candidate(4), plan, { rolloutKey: 'nova-4-999' })).rejects.toThrow('changes-refused');
    expect(await show(`build=nova-4&plan=${plan}`)).toMatchObject({ body: { seq: 2, salt: 'salt-4' } });
  });
});
