// POST /v1/rollouts/{rollout}/decisions: four different verbs, one winner, and a way back that is signed.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { candidate } from '../samples/rollouts.ts';
import { openRollingApp, type RollingApp } from './rolling.ts';

let test: RollingApp;
let id: number;
beforeAll(async () => {
  test = await openRollingApp();
  await test.apply({ fallback: '1.1.0' });
});
afterAll(() => test.close());

beforeEach(async () => {
  id = await test.start(2);
  return async () => void (await decide({ verb: 'close' }));
});

const decide = (json: object, as?: string) => test.ask('POST', `/v1/rollouts/${id}/decisions`, json, as);
const show = async () => (await test.ask('GET', `/v1/rollouts/${id}`)).body;
const reasonOf = async (build: string, bucket: number): Promise<string> => {
  const answer = await test.send('GET', `/v1/updates/nova/stable/n1/${build}/${bucket}`);
  const { kind, reason, direction } = (await answer.json()) as { kind: string; reason?: string; direction?: string };
  return kind === 'offer' ? `offer ${direction}` : (reason ?? '');
};

describe('verbs', () => {
  it('hold lets no new devices in, resume lets them', async () => {
    await decide({ verb: 'promote' });
    await decide({ verb: 'promote' });
    expect(await reasonOf('1.0.0', 7)).toBe('offer forward');
    expect(await decide({ verb: 'hold', reason: 'lunch' })).toMatchObject({
      status: 201,
      body: {
        decision: { kind: 'hold', actor: 'engineer', reason: 'lunch', parent: 3, number: 4 },
        rollout: { state: 'held' },
      },
    });
    expect(await reasonOf('1.0.0', 7)).toBe('held');
    expect(await decide({ verb: 'promote' })).toMatchObject({
      status: 409,
      body: { type: '/problems/is-held', current: { head: 4 } },
    });
    expect(await decide({ verb: 'resume' })).toMatchObject({
      status: 201,
      body: { rollout: { state: 'running', stage: 'all' } },
    });
    expect(await reasonOf('1.0.0', 7)).toBe('offer forward');
  });

  it('retreat takes the build back from those who have it, with a permit that devices get', async () => {
    expect(await decide({ verb: 'retreat' })).toMatchObject({
      status: 422,
      body: { type: '/problems/permit-required' },
    });
    const wrong = await test.signPermit(candidate(3), candidate(1));
    expect(await decide({ verb: 'retreat', permit: wrong })).toMatchObject({
      status: 422,
      body: { type: '/problems/permit-does-not-fit', errors: [{ where: 'from' }], current: { state: 'running' } },
    });
    const permit = await test.signPermit(candidate(2), candidate(1));
    expect(await decide({ verb: 'retreat', permit, reason: 'crashes' })).toMatchObject({
      status: 201,
      body: { rollout: { state: 'retreated' } },
    });
    const back = await test.send('GET', '/v1/updates/nova/stable/n1/1.2.0/7');
    expect(await back.json()).toMatchObject({
      kind: 'offer',
      direction: 'back',
      build: { id: 'nova-1' },
      permit: `rollout/nova/back/${permit}`,
    });
    expect(await reasonOf('1.0.0', 7)).not.toBe('offer forward');
    expect(await decide({ verb: 'promote' })).toMatchObject({ status: 409, body: { type: '/problems/is-over' } });
  });

  it('close ends the rollout and frees its channel', async () => {
    expect(await decide({ verb: 'close', reason: 'wrong build' })).toMatchObject({
      status: 201,
      body: { rollout: { state: 'closed' } },
    });
    expect(await reasonOf('1.0.0', 7)).toBe('no-rollout');
    expect(await decide({ verb: 'close' })).toMatchObject({ status: 409, body: { type: '/problems/is-over' } });
  });

  it.each([
    [{}, 'body.verb'],
    [{ verb: 'halt' }, 'body.verb'],
    [{ verb: 'advance' }, 'body.verb'],
    [{ verb: 'hold', parent: 0 }, 'body.parent'],
    [{ verb: 'hold', reason: 'a\u202eb' }, 'body.reason'],
    [{ verb: 'hold', reason: 'x'.repeat(501) }, 'body.reason'],
  ])('refuses %j and says where', async (json, where) => {
    expect(await decide(json)).toMatchObject({ status: 400, body: { errors: [{ where }] } });
  });

  it('refuses a permit that is no number, or that nobody signed', async () => {
    const malformed = await decide({ verb: 'retreat', permit: { signed: {}, signatures: [] } });
    expect(malformed).toMatchObject({ status: 400, body: { type: '/problems/malformed-request' } });
    const unknown = await decide({ verb: 'retreat', permit: 999 });
    expect(unknown).toMatchObject({ status: 422, body: { type: '/problems/unknown-permit' } });
  });
});

describe('two engineers at once', () => {
  it('have exactly one winner and one 409 that shows the present state, two hundred times', async () => {
    const engineers = ['engineer', 'of-nova', 'operator'];
    let parent = 1;
    for (let round = 0; round < 200; round += 1) {
      const verb = round % 2 === 0 ? 'hold' : 'resume';
      const answers = await Promise.all(engineers.map((as) => decide({ verb, parent }, as)));
      const winners = answers.filter(({ status }) => status === 201);
      const losers = answers.filter(({ status }) => status === 409);
      expect([round, winners.length, losers.length]).toEqual([round, 1, 2]);
      parent += 1;
      for (const { body } of losers) expect(body).toMatchObject({ current: { id, head: parent } });
    }
    expect(await show()).toMatchObject({ head: 201 });
  });
});

describe('GET /v1/rollouts/{rollout}/decisions', () => {
  it('pages newest first', async () => {
    await decide({ verb: 'hold' });
    await decide({ verb: 'resume' });
    const page = async (query: string) => {
      const { body } = await test.ask('GET', `/v1/rollouts/${id}/decisions${query}`, undefined, 'viewer');
      const { items, next } = body as unknown as { items: { number: number; kind: string }[]; next: string | null };
      return { kinds: items.map(({ number, kind }) => `${number} ${kind}`), next };
    };
    expect(await page('?limit=2')).toEqual({ kinds: ['3 resume', '2 hold'], next: '2' });
    expect(await page('?limit=2&after=2')).toEqual({ kinds: ['1 start'], next: null });
    const bad = await test.ask('GET', `/v1/rollouts/${id}/decisions?after=x`);
    expect(bad.status).toBe(400);
  });
});
