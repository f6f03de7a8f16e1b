// Who goes over the gate, by the plan; and what no override reaches: the ceiling, a stop, another person's rollout.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidate } from '../samples/rollouts.ts';
import { openRollingApp, type RollingApp } from './rolling.ts';

let test: RollingApp;
beforeAll(async () => {
  test = await openRollingApp();
});
afterAll(() => test.close());

const source = (name: string, mayOverride: string): string => `plan: ${name}
product: nova
channel: stable
fallback: none
${mayOverride}
stages:
  - { name: first, permille: 100, bake: 1h }
  - { name: half, permille: 500, bake: 1h, promote: approval }
  - { name: all, permille: 1000, bake: 1h }
`;

const override = { lastsS: 4 * 3600 };
const promote = { verb: 'promote', reason: 'the fix cannot wait', override };
const decide = (id: number, json: object, as?: string) => test.ask('POST', `/v1/rollouts/${id}/decisions`, json, as);

async function begin(counter: number, mayOverride: string): Promise<number> {
  const { body } = await test.ask('POST', '/v1/plans', { source: source(`p${counter}`, mayOverride) });
  await test.signCeiling(candidate(counter), Number(body.id));
  return test.start(counter);
}

describe('a plan that names who may override', () => {
  let id: number;
  beforeAll(async () => {
    id = await begin(2, 'mayOverride: [of-nova]');
    return async () => void (await decide(id, { verb: 'close' }));
  });

  it('refuses everybody to promote against the gate without an override', async () => {
    expect(await decide(id, { verb: 'promote' })).toMatchObject({
      status: 409,
      body: { type: '/problems/override-required', current: { stage: 'first' } },
    });
  });

  it('refuses whom it does not name, an operator too, and a token of another product', async () => {
    for (const as of ['engineer', 'operator'])
      expect(await decide(id, promote, as)).toMatchObject({
        status: 403,
        body: { type: '/problems/may-not-override' },
      });
    expect((await decide(id, promote, 'of-other')).status).toBe(404);
    expect((await decide(id, promote, 'viewer')).status).toBe(403);
  });

  it.each([
    ['ended before it began', { lastsS: -3600 }],
    ['lasts no time', { lastsS: 0 }],
    ['lasts ten years', { lastsS: 10 * 366 * 86_400 }],
    ['lasts a part of a second', { lastsS: 60.5 }],
    ['is no object', 'yes'],
  ])('refuses an override that %s', async (_what, hostile) => {
    const answer = await decide(id, { ...promote, override: hostile }, 'of-nova');
    expect(answer.status).toBe(400);
  });

  it('reads no name and no role out of what is sent', async () => {
    const claimed = { ...override, role: 'operator', by: 'of-nova', isAllowed: true };
    expect((await decide(id, { ...promote, override: claimed }, 'engineer')).status).toBe(403);
  });

  it('takes one of two that race, and says of the other that it came late', async () => {
    const { body } = await test.ask('GET', `/v1/rollouts/${id}`);
    const racing = { ...promote, parent: body.head };
    const answers = await Promise.all([decide(id, racing, 'of-nova'), decide(id, racing, 'of-nova')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await test.ask('GET', `/v1/rollouts/${id}`)).body).toMatchObject({
      stageIndex: 1,
      gate: { waitsFor: 'override', override: { by: 'of-nova', reason: 'the fix cannot wait' } },
    });
  });

  it('lets it go on while that lasts, and asks for another when it is over', async () => {
    expect(await decide(id, promote, 'of-nova')).toMatchObject({ body: { type: '/problems/override-in-force' } });
    test.clock.ms += 4 * 3_600_000;
    expect(await decide(id, { verb: 'promote' }, 'of-nova')).toMatchObject({
      body: { type: '/problems/override-required' },
    });
    expect(await decide(id, promote, 'of-nova')).toMatchObject({ status: 201, body: { rollout: { stage: 'all' } } });
    expect(await decide(id, { verb: 'hold', override }, 'of-nova')).toMatchObject({ status: 422 });
  });
});

describe('an override', () => {
  it('reaches nobody where the plan names nobody', async () => {
    const id = await begin(3, 'mayOverride: []');
    for (const as of ['engineer', 'operator']) expect((await decide(id, promote, as)).status).toBe(403);
    await decide(id, { verb: 'close' });
  });

  it('never goes over a withdrawn build', async () => {
    const id = await begin(4, "mayOverride: ['role:engineer']");
    expect(
      (await test.ask('POST', '/v1/builds/nova-4/withdraw', { reason: 'it burns' }, 'operator')).status,
    ).toBeLessThan(300);
    expect(await decide(id, promote)).toMatchObject({ status: 409, body: { type: '/problems/build-stopped' } });
    await decide(id, { verb: 'close' });
  });
});
