// Records what a person decides about a rollout: promote, complete, hold, resume, retreat or close, on the head they saw.
import { permitPath } from '../domain/build/permit-statement.ts';
import type { Problem } from '../domain/result.ts';
import { checkPermitFit } from '../domain/rollout/permit-fit.ts';
import type { Decision, PersonVerb, Position, Rollout } from '../domain/rollout/rollout.ts';
import { decideTransition, type TransitionRefusal } from '../domain/rollout/transition.ts';
import { assert } from './app-error.ts';
import { auditOf, type By } from './by.ts';
import { findStatement } from './find-statement.ts';
import type { LoadRepositoryPorts } from './load-repository.ts';
import type { Candidates } from './ports/candidates.ts';
import type { Rollouts } from './ports/rollouts.ts';

export type DecideRolloutPorts = LoadRepositoryPorts & {
  readonly candidates: Candidates;
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
};

export type DecideRolloutRefusal = TransitionRefusal | 'lost-race' | 'permit-does-not-fit' | 'unknown-permit';

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

export async function decideRollout(
  ports: DecideRolloutPorts,
  { rollout, wanted }: { readonly rollout: Rollout; readonly wanted: PersonDecision },
  by: By,
): Promise<DecideRolloutAnswer> {
  const refuse = (
    refusal: DecideRolloutRefusal,
    more: { problems?: readonly Problem[]; opensMs?: number | null } = {},
  ) => ({ ok: false, refusal, problems: [], opensMs: null, ...more, current: rollout }) as const;
  const { verb, parent, reason } = wanted;
  // A permit says something about going back and nothing about any other verb.
  const permit = verb === 'retreat' ? wanted.permit : null;
  if (parent !== null && parent !== rollout.head) return refuse('lost-race');
  const action = { verb, isByPerson: true, reason, hasPermit: permit !== null, models: wanted.models };
  const build = await ports.candidates.loadCandidate(rollout.product, rollout.buildId);
  const decided = decideTransition(rollout, action, { models: build?.models ?? [], nowMs: by.nowMs });
  if (!decided.ok) return refuse(decided.refusal, { opensMs: decided.opensMs });
  if (permit !== null) {
    const problems = await checkPermit(ports, { rollout, permit, nowMs: by.nowMs });
    if (problems === null) return refuse('unknown-permit');
    if (problems.length > 0) return refuse('permit-does-not-fit', { problems });
  }
  const recorded = await record(ports.rollouts, { rollout, wanted: { ...wanted, permit }, next: decided.next }, by);
  const current = (await ports.rollouts.loadRollout(rollout.id)) ?? rollout;
  return recorded === null ? { ...refuse('lost-race'), current } : { ok: true, decision: recorded, rollout: current };
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

type Found = { rollout: Rollout; wanted: PersonDecision; next: Position };

function record(rollouts: Rollouts, { rollout, wanted, next }: Found, { actor, nowMs }: By): Promise<Decision | null> {
  const { verb, permit } = wanted;
  const reason = wanted.reason ?? `${pastOf[verb].replace(/^./, (first) => first.toUpperCase())} by hand.`;
  const { models } = wanted;
  const unasked = { verdict: null, evidence: null, asked: null };
  const decision = { kind: verb, actor, reason, decidedMs: nowMs, ...unasked, models };
  const who = models.length === 0 ? {} : { models };
  const details = { build: rollout.buildId, stage: next.stageIndex, reason, ...who };
  const audit = auditOf({ actor, nowMs }, `rollout ${pastOf[verb]}`, String(rollout.id), details);
  const target = permit === null ? null : permitPath(rollout.product, permit);
  return rollouts.recordDecision(rollout.id, rollout.head, { next, decision, permit: target, fence: null }, audit);
}
