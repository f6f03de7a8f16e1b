// The contract of cohorts and their members, on the fake and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cohortStore } from '../../src/adapters/postgres/cohorts.ts';
import { deviceStore } from '../../src/adapters/postgres/devices.ts';
import { mapFactStore } from '../../src/adapters/postgres/map-facts.ts';
import type { Cohorts } from '../../src/app/ports/cohorts.ts';
import type { Memberships } from '../../src/domain/device/pass.ts';
import { fakeCohorts } from '../fakes/cohorts.ts';
import { freshDatabase } from '../harness/database.ts';
import { auditEntry, auditedSubjects } from './audited.ts';
import { insertNova } from './nova.ts';

type Subject = {
  readonly cohorts: Cohorts;
  loadMemberships(deviceId: string): Promise<Memberships>;
  audited(): Promise<string[]>;
  /** How often the map was wanted. */
  loadWanted(): Promise<number>;
  close(): Promise<void>;
};

async function openFake(): Promise<Subject> {
  const fake = fakeCohorts(['nova']);
  return {
    cohorts: fake,
    loadMemberships: async (deviceId) => fake.membershipsOf('nova', deviceId),
    audited: async () => fake.audited.map(({ subject }) => subject),
    loadWanted: async () => fake.wanted(),
    close: async () => {},
  };
}

async function openPostgres(): Promise<Subject> {
  const database = await freshDatabase();
  await insertNova(database.db);
  return {
    cohorts: cohortStore(database.db),
    loadMemberships: (deviceId) => deviceStore(database.db).loadMemberships('nova', deviceId),
    audited: () => auditedSubjects(database),
    loadWanted: async () => (await mapFactStore(database.db).loadMapState()).wanted,
    close: database.drop,
  };
}

const friends = { product: 'nova', cohort: 'friends' };
const at = (atMs: number, subject: string) => ({ ...auditEntry(subject), atMs });

describe.each([
  { name: 'fake', open: openFake },
  { name: 'postgres', open: openPostgres },
])('cohorts on $name', ({ open }) => {
  let subject: Subject;
  let store: Cohorts;
  beforeAll(async () => {
    subject = await open();
    store = subject.cohorts;
  });
  afterAll(() => subject.close());

  it('are defined and changed, and every change is wanted in the map', async () => {
    const wanted = await subject.loadWanted();
    const china = { id: 'china', cohort: { kind: 'rule', rule: { regions: ['CN'] } }, createdMs: 2 } as const;
    expect(
      await store.recordCohort(
        'nova',
        { id: 'friends', cohort: { kind: 'named' }, createdMs: 1 },
        auditEntry('friends'),
      ),
    ).toBe(true);
    expect(
      await store.recordCohort('nova', { id: 'china', cohort: { kind: 'named' }, createdMs: 2 }, auditEntry('china')),
    ).toBe(true);
    expect(await store.recordCohort('nova', china, auditEntry('china again'))).toBe(true);
    expect(
      await store.recordCohort('nova', { id: 'early', cohort: { kind: 'testers' }, createdMs: 3 }, auditEntry('early')),
    ).toBe(true);
    expect(await store.recordCohort('luna', china, auditEntry('luna'))).toBe(false);
    expect(await subject.loadWanted()).toBe(wanted + 4);
    expect(await store.loadCohort('nova', 'china')).toEqual(china);
    expect(await store.loadCohort('nova', 'none')).toBeNull();
    expect(await subject.audited()).toEqual(['friends', 'china', 'china again', 'early']);
  });

  it('are listed by name, a page at a time', async () => {
    expect(await store.loadCohorts('nova', { limit: 2, after: null })).toMatchObject({
      items: [{ id: 'china' }, { id: 'early' }],
      next: 'early',
    });
    expect(await store.loadCohorts('nova', { limit: 2, after: 'early' })).toMatchObject({
      items: [{ id: 'friends' }],
      next: null,
    });
    expect(await store.loadCohorts('luna', { limit: 2, after: null })).toEqual({ items: [], next: null });
  });

  it('take devices that are not enrolled, and count what changed', async () => {
    expect(await store.recordMembers(friends, { add: ['d2', 'd1', 'd3'], remove: [] }, at(10, 'add'))).toEqual({
      added: 3,
      removed: 0,
    });
    expect(
      await store.recordMembers(friends, { add: ['d3', 'd4'], remove: ['d1', 'd3', 'd9'] }, at(20, 'change')),
    ).toEqual({ added: 1, removed: 1 });
    expect(await store.recordMembers(friends, { add: ['d3'], remove: ['d9'] }, at(30, 'nothing'))).toEqual({
      added: 0,
      removed: 0,
    });
    expect(
      await store.recordMembers({ ...friends, cohort: 'none' }, { add: ['d1'], remove: [] }, at(40, 'none')),
    ).toBeNull();
    expect((await subject.audited()).slice(4)).toEqual(['add', 'change']);
  });

  it('list their members, a page at a time', async () => {
    const first = await store.loadMembers('nova', 'friends', { limit: 2, after: null });
    expect(first).toEqual({
      items: [
        { device: 'd2', addedMs: 10 },
        { device: 'd3', addedMs: 10 },
      ],
      next: 'd3',
    });
    const second = await store.loadMembers('nova', 'friends', { limit: 2, after: 'd3' });
    expect(second).toEqual({ items: [{ device: 'd4', addedMs: 20 }], next: null });
  });

  it('tell a device its lists, oldest first, and what makes testers', async () => {
    await store.recordCohort('nova', { id: 'alpha', cohort: { kind: 'named' }, createdMs: 5 }, auditEntry('alpha'));
    await store.recordMembers({ product: 'nova', cohort: 'alpha' }, { add: ['d2'], remove: [] }, at(50, 'alpha'));
    expect(await subject.loadMemberships('d2')).toEqual({
      named: [
        { cohort: 'friends', sinceMs: 10 },
        { cohort: 'alpha', sinceMs: 50 },
      ],
      testers: ['early'],
    });
    expect(await subject.loadMemberships('d1')).toEqual({ named: [], testers: ['early'] });
  });

  it('keep members whose list became a rule, without counting them as members', async () => {
    await store.recordCohort(
      'nova',
      { id: 'alpha', cohort: { kind: 'rule', rule: {} }, createdMs: 5 },
      auditEntry('rule'),
    );
    expect(await subject.loadMemberships('d2')).toMatchObject({ named: [{ cohort: 'friends', sinceMs: 10 }] });
    expect((await store.loadMembers('nova', 'alpha', { limit: 9, after: null })).items).toHaveLength(1);
  });
});
