// Records what a person decides about a rollout: promote, complete, hold, resume, retreat or close, on the head they saw.
import { ceilingPath } from '../domain/build/ceiling-statement.ts';
import { isReleaseId } from '../domain/build/names.ts';
import { permitPath } from '../domain/build/permit-statement.ts';
import { deriveRolloutKey } from '../domain/build/rollout-key.ts';
import { stopPath } from '../domain/build/stop-statement.ts';
import type { Role } from '../domain/catalog/token.ts';
import type { Problem } from '../domain/result.ts';
import { deriveRecordDigest } from '../domain/rollout/decision-record.ts';
import { isOverridden, mayOverride, type Overriders } from '../domain/rollout/override.ts';
import { checkPermitFit } from '../domain/rollout/permit-fit.ts';
import type { Decision, PersonVerb, Position, Rollout } from '../domain/rollout/rollout.ts';
import { decideTransition, type TransitionRefusal } from '../domain/rollout/transition.ts';
import { assert } from './app-error.ts';
import { type Assessment, type AssessPorts, assessRollout } from './assess-rollout.ts';
import { auditOf, type By } from './by.ts';
import { findStatement } from './find-statement.ts';
import type { LoadRepositoryPorts } from './load-repository.ts';
import type { Plans } from './ports/plans.ts';
import type { Rollouts } from './ports/rollouts.ts';

export type DecideRolloutPorts = LoadRepositoryPorts &
  AssessPorts & {
    readonly plans: Plans;
    readonly rollouts: Rollouts;
  };

export type PersonDecision = {
  readonly verb: PersonVerb;
  /** The head the person saw; null for whatever it is now. */
  readonly parent: number | null;
  readonly reason: string | null;
  /** Number of the signed permit, for going back. */
  readonly permit: number | null;
  /** Whom `quarantine` and `lift` concern. */
  readonly models: readonly string[];
  /** Break-glass: for how long, and by whom; null without it. */
  readonly override: { readonly lastsS: number; readonly role: Role } | null;
};

export type DecideRolloutRefusal =
  | TransitionRefusal
  | 'lost-race'
  | 'permit-does-not-fit'
  | 'unknown-permit'
  | 'build-stopped';

export type DecideRolloutAnswer =
  | { readonly ok: true; readonly decision: Decision; readonly rollout: Rollout }
  | {
      readonly ok: false;
      readonly refusal: DecideRolloutRefusal;
      readonly problems: readonly Problem[];
      /** When the ceiling lets the next stage begin, where that is what stands in the way. */
      readonly opensMs: number | null;
      /** The rollout as it is now. */
      readonly current: Rollout;
    };

/** A hold that names no head is meant whatever was decided meanwhile; gates and trains decide once a minute at most. */
const holdTries = 5;

/** A hold without a head follows it: who stops a rollout must not be told that it has gone on meanwhile. */
export async function decideRollout(ports: DecideRolloutPorts, asked: Asked, by: By): Promise<DecideRolloutAnswer> {
  const isMeantAnyway = asked.wanted.verb === 'hold' && asked.wanted.parent === null;
  let answer = await decideOnce(ports, asked, by);
  for (let tries = 1; isMeantAnyway && tries < holdTries; tries++) {
    if (answer.ok || answer.refusal !== 'lost-race') break;
    answer = await decideOnce(ports, { ...asked, rollout: answer.current }, by);
  }
  return answer;
}

async function decideOnce(ports: DecideRolloutPorts, { rollout, wanted }: Asked, by: By): Promise<DecideRolloutAnswer> {
  const refuse = (
    refusal: DecideRolloutRefusal,
    more: { problems?: readonly Problem[]; opensMs?: number | null } = {},
  ) => ({ ok: false, refusal, problems: [], opensMs: null, ...more, current: rollout }) as const;
  const { verb, parent, reason } = wanted;
  // A permit says something about going back and nothing about any other verb.
  const permit = verb === 'retreat' ? wanted.permit : null;
  if (parent !== null && parent !== rollout.head) return refuse('lost-race');
  const build = await ports.candidates.loadCandidate(rollout.product, rollout.buildId);
  const gate = await askGate(ports, { rollout, wanted }, by);
  const override = deriveAskedOverride(wanted, gate.overriders, by);
  // Nobody goes over a stop, whoever the plan names.
  if (override !== null && (build?.isWithdrawn === true || (await isStopped(ports, rollout)))) {
    return refuse('build-stopped');
  }
  const action = { verb, isByPerson: true, reason, hasPermit: permit !== null, models: wanted.models, override };
  const facts = { models: build?.models ?? [], nowMs: by.nowMs };
  const decided = decideTransition(rollout, { ...action, isLetPass: gate.isLetPass }, facts);
  if (!decided.ok) return refuse(decided.refusal, { opensMs: decided.opensMs });
  if (permit !== null) {
    const problems = await checkPermit(ports, { rollout, permit, nowMs: by.nowMs });
    if (problems === null) return refuse('unknown-permit');
    if (problems.length > 0) return refuse('permit-does-not-fit', { problems });
  }
  const found = { rollout, wanted: { ...wanted, permit }, next: decided.next, seen: gate.seen };
  const recorded = await record(ports.rollouts, found, by);
  const current = (await ports.rollouts.loadRollout(rollout.id)) ?? rollout;
  return recorded === null ? { ...refuse('lost-race'), current } : { ok: true, decision: recorded, rollout: current };
}

type GateFacts = {
  /** Null where the plan names nobody. */
  readonly overriders: Overriders | null;
  readonly isLetPass: boolean;
  /** What the gate says and looks at, where a person goes over it; kept with their decision. */
  readonly seen: Assessment | null;
};

type Asked = { readonly rollout: Rollout; readonly wanted: PersonDecision };

/** The gate is asked where its word matters: before a promotion under a plan that names who goes over it, and by an override. */
async function askGate(ports: DecideRolloutPorts, { rollout, wanted }: Asked, { nowMs }: By): Promise<GateFacts> {
  const { verb, override } = wanted;
  if (verb !== 'promote' && override === null) return { overriders: null, isLetPass: true, seen: null };
  const plan = await ports.plans.loadPlan(rollout.planId);
  const overriders = plan?.plan.stages[0]?.mayOverride ?? null;
  if (override === null && (overriders === null || isOverridden(rollout, nowMs))) {
    return { overriders, isLetPass: true, seen: null };
  }
  const seen = await assessRollout(ports, rollout, nowMs);
  const isLetPass = override !== null || seen.verdict.kind === 'advance';
  return { overriders, isLetPass, seen: override === null ? null : seen };
}

function deriveAskedOverride({ override }: PersonDecision, overriders: Overriders | null, { actor }: By) {
  if (override === null) return null;
  const { lastsS, role } = override;
  return { by: actor, lastsS, isAllowed: mayOverride(overriders, { actor, role }) };
}

/** A signed stop that no ceiling of this rollout lifts. */
async function isStopped(ports: DecideRolloutPorts, { product, buildId, planId }: Rollout): Promise<boolean> {
  assert(isReleaseId(buildId), `${buildId} is the id of a release`);
  const stop = await findStatement(ports, { kind: 'stop', product, path: stopPath(product, buildId) });
  if (stop === null) return false;
  const path = ceilingPath(product, deriveRolloutKey({ buildId, planId }));
  const ceiling = await findStatement(ports, { kind: 'ceiling', product, path });
  return stop.statement.seq > (ceiling?.statement.clearsStopSeq ?? 0);
}

type Permitted = { rollout: Rollout; permit: number; nowMs: number };

/** Null when nobody signed a permit of this number. */
async function checkPermit(
  ports: DecideRolloutPorts,
  { rollout, permit, nowMs }: Permitted,
): Promise<readonly Problem[] | null> {
  const { product } = rollout;
  const signed = await findStatement(ports, { kind: 'permit', product, path: permitPath(product, permit) });
  if (signed === null) return null;
  const [build, fallback] = await Promise.all(
    [rollout.buildId, rollout.fallbackBuildId ?? ''].map((id) => ports.candidates.loadCandidate(product, id)),
  );
  assert(build != null && fallback != null, `rollout ${rollout.id} names builds that exist`);
  return checkPermitFit({ permit: signed, build, fallback, nowMs });
}

const pastOf: Readonly<Record<PersonVerb, string>> = {
  promote: 'promoted',
  complete: 'completed',
  hold: 'held',
  resume: 'resumed',
  quarantine: 'quarantined',
  lift: 'lifted',
  retreat: 'retreated',
  close: 'closed',
};

type Found = { rollout: Rollout; wanted: PersonDecision; next: Position; seen: Assessment | null };

function record(
  rollouts: Rollouts,
  { rollout, wanted, next, seen }: Found,
  { actor, nowMs }: By,
): Promise<Decision | null> {
  const { verb, permit, models } = wanted;
  const reason = wanted.reason ?? `${pastOf[verb].replace(/^./, (first) => first.toUpperCase())} by hand.`;
  const overrideUntilMs = seen === null ? null : (next.override?.untilMs ?? null);
  const gate = { verdict: seen?.verdict ?? null, evidence: seen?.evidence ?? null, asked: seen?.asked ?? null };
  const decision = { kind: verb, actor, reason, decidedMs: nowMs, ...gate, models, overrideUntilMs };
  const who = models.length === 0 ? {} : { models };
  const override = overrideUntilMs === null ? {} : { overridesGateUntilMs: overrideUntilMs };
  // What the gate said when somebody went over it can be shown, too.
  const said = seen === null ? {} : { record: deriveRecordDigest(seen) };
  const details = { build: rollout.buildId, stage: next.stageIndex, reason, ...who, ...override, ...said };
  const past = overrideUntilMs === null ? pastOf[verb] : `${pastOf[verb]} over the gate`;
  const audit = auditOf({ actor, nowMs }, `rollout ${past}`, String(rollout.id), details);
  const target = permit === null ? null : permitPath(rollout.product, permit);
  return rollouts.recordDecision(rollout.id, rollout.head, { next, decision, permit: target, fence: null }, audit);
}
