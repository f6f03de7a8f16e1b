// Claiming an idempotency key: the first works, the others wait, a dead one's claim passes on to exactly one.
import { beforeEach, expect, it } from 'vitest';
import { claimRequest } from '../../src/app/claim-request.ts';
import { forgetAnswers } from '../../src/app/forget-answers.ts';
import { answerKeptMs, claimLeaseMs } from '../../src/domain/idempotency.ts';
import { fakeEntropy } from '../fakes/entropy.ts';
import { fakeIdempotency } from '../fakes/idempotency.ts';

const key = { actor: 'ada', route: 'POST /v1/products', key: 'k1' };
const answer = { status: 201, contentType: 'application/json', body: '{}' };
let ports: { idempotency: ReturnType<typeof fakeIdempotency>; entropy: ReturnType<typeof fakeEntropy> };
beforeEach(() => {
  ports = { idempotency: fakeIdempotency(), entropy: fakeEntropy() };
});
const claim = (nowMs: number, requestSha256 = 'aa') => claimRequest(ports, { key, requestSha256 }, nowMs);

async function claimed(nowMs: number): Promise<string> {
  const first = await claim(nowMs);
  if (first.kind !== 'claimed') throw new Error(first.kind);
  return first.attempt;
}

it('lets one of many work, and tells the others that it does', async () => {
  const kinds = (await Promise.all(Array.from({ length: 64 }, () => claim(1)))).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'claimed')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'in-flight')).toHaveLength(63);
});

it('replays the answer, and refuses another request under the key', async () => {
  await ports.idempotency.recordAnswer(key, await claimed(1), answer);
  expect(await claim(2)).toEqual({ kind: 'replay', answer });
  expect(await claim(2, 'bb')).toEqual({ kind: 'another-request' });
});

it('frees the key when it is released', async () => {
  await ports.idempotency.recordRelease(key, await claimed(1));
  expect((await claim(2)).kind).toBe('claimed');
});

it('passes a dead claim on to exactly one, whose answer counts', async () => {
  const dead = await claimed(1);
  const late = await Promise.all([claim(1 + claimLeaseMs), claim(1 + claimLeaseMs), claim(1 + claimLeaseMs)]);
  expect(late.map(({ kind }) => kind).sort()).toEqual(['claimed', 'in-flight', 'in-flight']);
  await ports.idempotency.recordAnswer(key, dead, { ...answer, body: 'from the dead' });
  const heir = late.find((each) => each.kind === 'claimed');
  await ports.idempotency.recordAnswer(key, heir?.kind === 'claimed' ? heir.attempt : '', answer);
  expect(await claim(2 + claimLeaseMs)).toEqual({ kind: 'replay', answer });
});

it('keeps answers for 30 days', async () => {
  await ports.idempotency.recordAnswer(key, await claimed(1), answer);
  expect(answerKeptMs).toBeGreaterThanOrEqual(30 * 24 * 3_600_000);
  expect(await forgetAnswers(ports, 1 + answerKeptMs)).toBe(0);
  expect(await forgetAnswers(ports, 2 + answerKeptMs)).toBe(1);
  expect((await claim(3 + answerKeptMs)).kind).toBe('claimed');
});
