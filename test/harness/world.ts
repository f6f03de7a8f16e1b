// A world of fakes for verbs about rollouts: product nova, one channel, a key, builds, plans and devices that tests add to.
import { expect } from 'vitest';
import { currentMap } from '../../src/adapters/system/current-map.ts';
import { webCryptoVerifier } from '../../src/adapters/system/signature-verifier.ts';
import { applyPlan } from '../../src/app/apply-plan.ts';
import type { By } from '../../src/app/by.ts';
import { auditOf } from '../../src/app/by.ts';
import { recordCeiling } from '../../src/app/record-ceiling.ts';
import { startRollout } from '../../src/app/start-rollout.ts';
import type { AppliedPlan } from '../../src/domain/rollout/applied-plan.ts';
import type { Candidate } from '../../src/domain/rollout/candidate.ts';
import type { Cohort } from '../../src/domain/rollout/cohort.ts';
import type { Train } from '../../src/domain/rollout/departure.ts';
import type { Plan } from '../../src/domain/rollout/plan.ts';
import { positionOf, type Rollout } from '../../src/domain/rollout/rollout.ts';
import { trustFormat } from '../../src/http/shared/trust-ports.ts';
import { type FakeDevice, fakeAudience } from '../fakes/audience.ts';
import { fakeCandidates } from '../fakes/candidates.ts';
import { fakeCatalog } from '../fakes/catalog.ts';
import { type FakeHour, type FakeInstall, fakeEvidence } from '../fakes/evidence.ts';
import { type FakeHeard, fakeHearsay } from '../fakes/hearsay.ts';
import { fakeIdempotency } from '../fakes/idempotency.ts';
import { fakeLeases } from '../fakes/leases.ts';
import { fakeLessons } from '../fakes/lessons.ts';
import { fakeMapFacts } from '../fakes/map-facts.ts';
import { fakeOutbox } from '../fakes/outbox.ts';
import { fakePlans } from '../fakes/plans.ts';
import { fakeReleaseMaps } from '../fakes/release-maps.ts';
import { fakeReports } from '../fakes/reports.ts';
import { fakeRollouts } from '../fakes/rollouts.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { withoutSymbols } from '../fakes/symbols.ts';
import { fakeTrains } from '../fakes/trains.ts';
import { fakeTrustRecords } from '../fakes/trust-proposals.ts';
import { fakeTrustRepository } from '../fakes/trust-repository.ts';
import { nothingUnread } from '../fakes/unread-reports.ts';
import { candidate, ceilingOf, unapplied } from '../samples/rollouts.ts';
import { dayMs, nowMs } from '../samples/statements.ts';
import { signer } from '../samples/trust.ts';
import { novaRepository } from './nova-repository.ts';

export type World = Awaited<ReturnType<typeof openWorld>>;

export const ada: By = { actor: 'ada', nowMs };

/** `by` moves the clock of one step only. */
export async function openWorld(options: { builds?: Candidate[]; trains?: Train[] } = {}) {
  const builds = options.builds ?? [candidate(1), candidate(2), candidate(3)];
  const devices: FakeDevice[] = [];
  const installs: FakeInstall[] = [];
  const hours: FakeHour[] = [];
  const heard: FakeHeard = new Map();
  const cohorts: Record<string, Cohort> = {};
  const catalog = fakeCatalog();
  const audit = auditOf(ada, 'made', 'nova', {});
  await catalog.recordProduct({ id: 'nova', name: 'Nova', createdMs: 1 }, audit);
  await catalog.recordChannel('nova', { id: 'stable', timetable: null, pollS: 60 }, 0, audit);
  const trains = fakeTrains(...(options.trains ?? []));
  const mapFacts = fakeMapFacts();
  const releaseMaps = fakeReleaseMaps();
  const rollouts = fakeRollouts(trains, () => {
    mapFacts.wanted += 1;
  });
  const trust = fakeTrustRepository();
  const ports = {
    catalog,
    trains,
    rollouts,
    leases: fakeLeases(),
    mapFacts,
    releaseMaps,
    plans: fakePlans(),
    candidates: fakeCandidates(builds),
    repository: trust.repository,
    format: trustFormat,
    verifier: webCryptoVerifier,
    audience: fakeAudience(devices, { nova: cohorts }),
    evidence: fakeEvidence(installs, hours),
    lessons: fakeLessons(rollouts),
    hearsay: fakeHearsay(heard),
    // Nothing waits to be folded here: tests put what devices said where the fold would have put it.
    folds: { recordFold: async () => null, recordForgotten: async () => 0 },
    idempotency: fakeIdempotency(),
    reports: fakeReports({ products: ['nova'] }),
    reportTexts: fakeReports({ products: [] }).texts,
    objects: fakeStorage().objects,
    outbox: fakeOutbox(),
    ...withoutSymbols,
    ...nothingUnread,
    fileShares: { recordSent: async () => 0, recordForgotten: async () => 0 },
    letters: { recordForgotten: async () => {} },
    removals: {
      loadRemovable: async () => ({ reports: [], objectKeys: [] }),
      recordRemoved: async () => {},
      recordRenamed: async () => {},
      recordDeviceErased: async () => false,
    },
    currentMap: currentMap(
      releaseMaps,
      () => 0,
      () => {},
    ),
  };

  async function apply(changes: Partial<Plan> = {}): Promise<AppliedPlan> {
    const answer = await applyPlan(ports, unapplied(changes), ada);
    expect(answer).toMatchObject({ ok: true });
    return answer.ok ? answer.plan : expect.fail();
  }

  async function sign(build: Candidate, plan: AppliedPlan): Promise<void> {
    const signed = { statement: ceilingOf(build, plan), version: 1, expiresMs: nowMs + dayMs };
    expect(await recordCeiling(ports, signed, ada)).toMatch(/recorded|same/);
  }

  /** Starts a build under the plan in force, signing what it needs. */
  async function start(build: Candidate, by: By = ada): Promise<Rollout> {
    const plan = await ports.plans.loadNewestPlan(build.product, build.channel);
    if (plan === null) throw new Error('no plan is applied');
    const wanted = {
      product: build.product,
      channel: build.channel,
      build: build.buildId,
      planId: null,
      departureMs: null,
    };
    await sign(build, plan);
    const answer = await startRollout(ports, { ...wanted, reason: 'Started by hand.' }, by);
    expect(answer).toMatchObject({ ok: true });
    return answer.ok ? answer.rollout : expect.fail();
  }

  /** Puts a rollout into any position, as if it had been decided so. */
  async function put(rollout: Rollout, changes: Partial<Rollout>): Promise<Rollout> {
    const next = positionOf({
      ...rollout,
      ...changes,
    });
    const decision = {
      kind: 'hold',
      actor: 'test',
      reason: 'put',
      decidedMs: nowMs,
      verdict: null,
      evidence: null,
      asked: null,
      overrideUntilMs: null,
      models: [],
    } as const;
    await rollouts.recordDecision(rollout.id, rollout.head, { next, decision, permit: null, fence: null }, audit);
    return (await rollouts.loadRollout(rollout.id)) ?? expect.fail();
  }

  /** What people sign and publish for nova; nothing takes effect by it here. */
  const records = fakeTrustRecords();
  const effects = { checkChanges: async () => [], recordChanges: async () => [] };
  const repository = novaRepository(
    () => ({ ...ports, ...records, signer, effects }),
    () => nowMs,
  );

  return { ports, repository, builds, devices, installs, hours, heard, cohorts, apply, sign, start, put };
}

/** Attempts of one model that all ended the same way, an hour after they began. */
export function attempts(
  count: number,
  state: FakeInstall['state'],
  changes: Partial<FakeInstall> = {},
): FakeInstall[] {
  const acceptedMs = changes.acceptedMs ?? nowMs;
  const isOver = state === 'confirmed' || state === 'failed';
  const times = {
    acceptedMs,
    deadlineMs: acceptedMs + 24 * 3_600_000,
    stepMs: acceptedMs,
    heardMs: acceptedMs,
    restartMs: null,
    finishedMs: isOver ? acceptedMs : null,
  };
  return Array.from({ length: count }, () => ({ rolloutId: 1, model: 'n1', state, ...times, ...changes }));
}
