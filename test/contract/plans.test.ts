// The contract of applied plans, signed ceilings and the builds they are about, run on the fakes and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidateStore } from '../../src/adapters/postgres/candidates.ts';
import { planStore } from '../../src/adapters/postgres/plans.ts';
import type { Candidates } from '../../src/app/ports/candidates.ts';
import type { Plans } from '../../src/app/ports/plans.ts';
import type { Ceiling } from '../../src/domain/rollout/rollout.ts';
import { fakeCandidates } from '../fakes/candidates.ts';
import { fakePlans } from '../fakes/plans.ts';
import { freshDatabase } from '../harness/database.ts';
import { appliedPlan, candidate, ceilingOf, unapplied } from '../samples/rollouts.ts';
import { auditEntry, auditedSubjects } from './audited.ts';
import { insertBuild, insertNova } from './nova.ts';

type Subject = {
  readonly plans: Plans;
  readonly candidates: Candidates;
  audited(): Promise<string[]>;
  close(): Promise<void>;
};

const builds = [
  candidate(1),
  candidate(2, { vendorVersion: null }),
  candidate(3, { vendorVersion: '1.1.0' }),
  candidate(4, { isWithdrawn: true }),
  candidate(5, { isSealed: false }),
  candidate(6, { channel: 'beta' }),
  candidate(7, { isSealed: false, imageSha256: null }),
];

const implementations: readonly { name: string; open(): Promise<Subject> }[] = [
  {
    name: 'fake',
    async open() {
      const plans = fakePlans(['nova/stable', 'nova/beta']);
      const audited = async () => plans.audited.map(({ subject }) => subject);
      return { plans, candidates: fakeCandidates(builds), audited, close: async () => {} };
    },
  },
  {
    name: 'postgres',
    async open() {
      const database = await freshDatabase();
      await insertNova(database.db);
      for (const build of builds) await insertBuild(database.db, build);
      const { db } = database;
      const audited = () => auditedSubjects(database);
      return { plans: planStore(db), candidates: candidateStore(db), audited, close: database.drop };
    },
  },
];

function ceiling(seq: number, planId: number): Ceiling {
  const statement = ceilingOf(candidate(1), appliedPlan({}, planId), { seq });
  return { buildId: 'nova-1', planId, signed: { statement, version: seq, expiresMs: 9 } };
}

describe.each(implementations)('plans on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  it('applies a plan once, and answers the same one for the same source', async () => {
    const given = unapplied({}, 'source a');
    const first = await subject.plans.recordPlan(given, auditEntry('a'));
    expect(first).toEqual({ plan: { ...given, id: 1 }, isAdded: true });
    const again = await subject.plans.recordPlan({ ...given, appliedMs: 99 }, auditEntry('again'));
    expect(again).toEqual({ plan: { ...given, id: 1 }, isAdded: false });
    expect(await subject.plans.loadPlan(1)).toEqual({ ...given, id: 1 });
    expect(await subject.audited()).toEqual(['a']);
  });

  it('puts the newest in force, an older source too when it comes again', async () => {
    await subject.plans.recordPlan(unapplied({ plan: 'slow' }, 'source b'), auditEntry('b'));
    expect(await subject.plans.loadNewestPlan('nova', 'stable')).toMatchObject({ id: 2, plan: { plan: 'slow' } });
    await subject.plans.recordPlan(unapplied({}, 'source a'), auditEntry('a again'));
    expect(await subject.plans.loadNewestPlan('nova', 'stable')).toMatchObject({ id: 3, source: 'source a' });
    expect(await subject.plans.loadNewestPlan('nova', 'beta')).toBeNull();
    expect(await subject.plans.loadPlan(99)).toBeNull();
  });

  it('refuses a channel that is not there', async () => {
    expect(await subject.plans.recordPlan(unapplied({ channel: 'nightly' }), auditEntry('x'))).toBeNull();
  });

  it('lists plans newest first, by channel', async () => {
    await subject.plans.recordPlan(unapplied({ channel: 'beta' }, 'source c'), auditEntry('c'));
    const ids = async (channel: string | null, limit: number, after: string | null) =>
      subject.plans.loadPlans({ product: 'nova', channel }, { limit, after });
    const first = await ids(null, 3, null);
    expect(first.items.map(({ id }) => id)).toEqual([4, 3, 2]);
    expect((await ids(null, 3, first.next)).items.map(({ id }) => id)).toEqual([1]);
    expect((await ids('beta', 3, null)).items.map(({ id }) => id)).toEqual([4]);
  });

  it('keeps the ceiling with the highest seq', async () => {
    expect(await subject.plans.loadCeiling('nova-1', 3)).toBeNull();
    const [first, second] = [ceiling(1, 3), ceiling(2, 3)];
    expect(await subject.plans.recordCeiling(first, auditEntry('ceiling 1'))).toBe('added');
    expect(await subject.plans.recordCeiling(first, auditEntry('same'))).toBe('same');
    expect(await subject.plans.recordCeiling(second, auditEntry('ceiling 2'))).toBe('added');
    expect(await subject.plans.recordCeiling(first, auditEntry('older'))).toBe('outdated');
    expect(await subject.plans.loadCeiling('nova-1', 3)).toEqual(second);
    expect((await subject.audited()).filter((name) => name.startsWith('ceiling'))).toEqual(['ceiling 1', 'ceiling 2']);
  });

  it('finds a build by id, by version, or by its vendor string, the more exact name first', async () => {
    const { candidates } = subject;
    expect(await candidates.loadCandidate('nova', 'nova-1')).toEqual(builds[0]);
    expect(await candidates.loadCandidate('nova', '1.1.0')).toEqual(builds[0]);
    expect(await candidates.loadCandidate('nova', 'V14.0.1.0')).toEqual(builds[0]);
    expect(await candidates.loadCandidate('nova', 'nova-4')).toEqual(builds[3]);
    expect(await candidates.loadCandidate('nova', 'nova-7')).toEqual(builds[6]);
    expect(await candidates.loadCandidate('nova', 'nova-99')).toBeNull();
    expect(await candidates.loadCandidate('luna', 'nova-1')).toBeNull();
  });

  it('lists what may be rolled out, newest first', async () => {
    const ids = async (above: number) =>
      (await subject.candidates.loadCandidates('nova', 'stable', above)).map(({ buildId }) => buildId);
    expect(await ids(0)).toEqual(['nova-3', 'nova-2', 'nova-1']);
    expect(await ids(2)).toEqual(['nova-3']);
    expect(await ids(3)).toEqual([]);
  });
});
