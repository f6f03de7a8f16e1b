// The contract of idempotency keys, run on the fake and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idempotencyStore } from '../../src/adapters/postgres/idempotency.ts';
import type { Idempotency } from '../../src/app/ports/idempotency.ts';
import type { Claim } from '../../src/domain/idempotency.ts';
import { fakeIdempotency } from '../fakes/idempotency.ts';
import { freshDatabase } from '../harness/database.ts';

type Subject = { readonly store: Idempotency; close(): Promise<void> };

const implementations: readonly { name: string; open(): Promise<Subject> }[] = [
  { name: 'fake', open: async () => ({ store: fakeIdempotency(), close: async () => {} }) },
  {
    name: 'postgres',
    async open() {
      const database = await freshDatabase(16);
      return { store: idempotencyStore(database.db), close: database.drop };
    },
  },
];

const keyOf = (key: string, actor = 'ada', route = 'POST /v1/products') => ({ actor, route, key });
const claimOf = (attempt: string, changes: Partial<Claim> = {}): Claim => ({
  requestSha256: 'aa',
  attempt,
  claimedMs: 100,
  answer: null,
  ...changes,
});
const answer = { status: 201, contentType: 'application/json', body: '{"id":"nova"}' };

describe.each(implementations)('idempotency keys on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  it('give the claim to who comes first, and show it to who comes later', async () => {
    expect(await subject.store.recordClaim(keyOf('k1'), claimOf('1'))).toBeNull();
    expect(await subject.store.recordClaim(keyOf('k1'), claimOf('2', { requestSha256: 'bb' }))).toEqual(claimOf('1'));
  });

  it('belong to one actor and one route', async () => {
    expect(await subject.store.recordClaim(keyOf('k1', 'bo'), claimOf('3'))).toBeNull();
    expect(await subject.store.recordClaim(keyOf('k1', 'ada', 'POST /v1/other'), claimOf('4'))).toBeNull();
  });

  it('keep the answer of the attempt that holds the claim, and of no other', async () => {
    await subject.store.recordAnswer(keyOf('k1'), '2', { ...answer, body: 'false' });
    expect(await subject.store.recordClaim(keyOf('k1'), claimOf('5'))).toEqual(claimOf('1'));
    await subject.store.recordAnswer(keyOf('k1'), '1', answer);
    expect(await subject.store.recordClaim(keyOf('k1'), claimOf('5'))).toEqual(claimOf('1', { answer }));
    await subject.store.recordAnswer(keyOf('k1'), '1', { ...answer, body: 'later' });
    expect((await subject.store.recordClaim(keyOf('k1'), claimOf('5')))?.answer).toEqual(answer);
  });

  it('keep an answer without a body type', async () => {
    await subject.store.recordClaim(keyOf('k2'), claimOf('1'));
    await subject.store.recordAnswer(keyOf('k2'), '1', { status: 204, contentType: null, body: '' });
    const held = await subject.store.recordClaim(keyOf('k2'), claimOf('2'));
    expect(held?.answer).toEqual({ status: 204, contentType: null, body: '' });
  });

  it('are free again when released by who holds them, but not once answered', async () => {
    await subject.store.recordClaim(keyOf('k3'), claimOf('1'));
    await subject.store.recordRelease(keyOf('k3'), 'other');
    expect(await subject.store.recordClaim(keyOf('k3'), claimOf('2'))).toEqual(claimOf('1'));
    await subject.store.recordRelease(keyOf('k3'), '1');
    expect(await subject.store.recordClaim(keyOf('k3'), claimOf('2'))).toBeNull();
    await subject.store.recordRelease(keyOf('k1'), '1');
    expect(await subject.store.recordClaim(keyOf('k1'), claimOf('6'))).toEqual(claimOf('1', { answer }));
  });

  it('are taken over from exactly one attempt, and the slower one has lost its say', async () => {
    await subject.store.recordClaim(keyOf('k4'), claimOf('dead'));
    const late = claimOf('late', { claimedMs: 900 });
    expect(await subject.store.recordTakeover(keyOf('k4'), 'nobody', late)).toBe(false);
    expect(await subject.store.recordTakeover(keyOf('k4'), 'dead', late)).toBe(true);
    expect(await subject.store.recordTakeover(keyOf('k4'), 'dead', claimOf('later'))).toBe(false);
    await subject.store.recordAnswer(keyOf('k4'), 'dead', answer);
    expect(await subject.store.recordClaim(keyOf('k4'), claimOf('x'))).toEqual(late);
    expect(await subject.store.recordTakeover(keyOf('k1'), '1', late)).toBe(false);
  });

  it('are claimed once by 64 at the same time', async () => {
    const claims = await Promise.all(
      Array.from({ length: 64 }, (_, index) => subject.store.recordClaim(keyOf('race'), claimOf(`a${index}`))),
    );
    expect(claims.filter((held) => held === null)).toHaveLength(1);
  });

  it('are forgotten by age', async () => {
    await subject.store.recordClaim(keyOf('young'), claimOf('1', { claimedMs: 5000 }));
    expect(await subject.store.recordForgotten(900)).toBe(6);
    expect(await subject.store.recordClaim(keyOf('k1'), claimOf('9'))).toBeNull();
    expect(await subject.store.recordClaim(keyOf('young'), claimOf('2'))).not.toBeNull();
    expect(await subject.store.recordClaim(keyOf('k4'), claimOf('x'))).not.toBeNull();
  });
});
