// A list that grows while a rollout runs: who joins later meets the build with everyone, or once it has completed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidate } from '../samples/rollouts.ts';
import { type Enrolled, type FleetApp, openFleetApp } from './fleet.ts';

const hourMs = 3_600_000;

let test: FleetApp;
let early: Enrolled;
beforeAll(async () => {
  test = await openFleetApp();
  early = await test.enrol('early-0', { tester: true });
  for (let at = 1; at < 25; at += 1) await test.enrol(`early-${at}`, { tester: true });
});
afterAll(() => test.close());

async function begin(counter: number, ...stages: string[]): Promise<number> {
  const source = ['plan: friday', 'product: nova', 'channel: stable', 'fallback: none', 'stages:', ...stages].join(
    '\n',
  );
  const { body } = await test.ask('POST', '/v1/plans', { source });
  await test.signCeiling(candidate(counter), Number(body.id));
  test.clock.ms += hourMs;
  return test.start(counter);
}

async function answerTo({ bucket, pass }: Enrolled): Promise<string> {
  const answer = await test.send('GET', `/v1/updates/nova/stable/n1/1.1.0/${bucket}?pass=${pass}`);
  const { kind, reason } = (await answer.json()) as { kind: string; reason?: string };
  return kind === 'offer' ? 'offer' : (reason ?? '');
}

const decide = (id: number, verb: string) =>
  test.ask('POST', `/v1/rollouts/${id}/decisions`, { verb, reason: 'a test' });

const testers = '  - { name: testers, cohort: testers, permille: 1000, bake: 1h }';
const all = '  - { name: all, permille: 1000, bake: 1h }';

describe('a rollout that begins with testers', () => {
  it('leaves out who becomes one afterwards, says why, and comes to them with everyone', async () => {
    const id = await begin(2, testers, all);
    test.clock.ms += hourMs;
    const late = await test.enrol('late', { tester: true });
    expect(late.cohorts).toEqual(['testers']);
    expect(await answerTo(early)).toBe('offer');
    expect(await answerTo(late)).toBe('not-in-stage');
    const { body } = await test.ask('GET', '/v1/devices/nova/late/explain');
    expect(body).toMatchObject({ decision: 'none', reason: 'not-in-stage', stage: { name: 'all', isReached: false } });
    expect((await decide(id, 'promote')).status).toBe(201);
    expect(await answerTo(late)).toBe('offer');
    await decide(id, 'close');
  });

  it('keeps nobody waiting once it has completed', async () => {
    const id = await begin(3, testers);
    test.clock.ms += hourMs;
    const late = await test.enrol('later', { tester: true });
    expect(await answerTo(late)).toBe('not-in-stage');
    const { body } = await test.ask('GET', '/v1/devices/nova/later/explain');
    const hints = expect.arrayContaining([
      expect.stringMatching(/^Stage 1 is for testers: it joined after the rollout/),
    ]);
    expect(body).toMatchObject({ hints });
    expect((await decide(id, 'complete')).status).toBe(201);
    expect(await answerTo(late)).toBe('offer');
  });

  it('keeps who enrols again, and lets a newcomer in with the next rollout', async () => {
    test.clock.ms += hourMs;
    const late = await test.enrol('latest', { tester: true });
    const id = await begin(4, testers, all);
    test.clock.ms += hourMs;
    expect(await answerTo(await test.enrol('latest'))).toBe('offer');
    expect(await answerTo(late)).toBe('offer');
    await decide(id, 'close');
  });
});
