// Derives the events of builds and rollouts from what was just recorded about them.
import type { Build, Withdrawal } from '../build/build.ts';
import type { Decision, Rollout, Stage } from '../rollout/rollout.ts';
import { type BuildFacts, type NewEvent, type RolloutFacts, rolloutPast } from './event.ts';

type KnownBuild = Pick<Build, 'id' | 'product' | 'channel' | 'version' | 'vendorVersion' | 'counter' | 'models'>;

const buildFacts = ({ id, channel, version, vendorVersion, counter, models }: KnownBuild): BuildFacts => ({
  build: id,
  channel,
  version,
  vendorVersion,
  counter,
  models,
});

export const deriveBuildPublished = (build: KnownBuild, atMs: number): NewEvent => ({
  type: 'build.published',
  product: build.product,
  subject: `build/${build.id}`,
  atMs,
  data: buildFacts(build),
});

export const deriveBuildWithdrawn = (build: KnownBuild, { reason, actor, withdrawnMs }: Withdrawal): NewEvent => ({
  type: 'build.withdrawn',
  product: build.product,
  subject: `build/${build.id}`,
  atMs: withdrawnMs,
  data: { ...buildFacts(build), by: actor, reason },
});

export type KnownRollout = Pick<Rollout, 'id' | 'product' | 'channel' | 'buildId'> & {
  readonly stage: Pick<Stage, 'name' | 'cohort' | 'permille'>;
};

type Where = Pick<Decision, 'state' | 'stageIndex' | 'number'>;

function rolloutFacts(
  { id, channel, buildId, stage }: KnownRollout,
  { state, stageIndex, number }: Where,
): RolloutFacts {
  const { name, cohort, permille } = stage;
  return {
    rollout: id,
    channel,
    build: buildId,
    state,
    stage: { index: stageIndex, name, cohort, permille },
    decision: number,
  };
}

export function deriveRolloutDecided(rollout: KnownRollout, decision: Decision): NewEvent {
  const { kind, actor, reason, models, decidedMs, overrideUntilMs } = decision;
  return {
    type: `rollout.${rolloutPast[kind]}`,
    product: rollout.product,
    subject: `rollout/${rollout.id}`,
    atMs: decidedMs,
    data: { ...rolloutFacts(rollout, decision), by: actor, reason, models, overrideUntilMs },
  };
}

/** Once for each decision that the rollout stands at, however many ticks the person takes. */
export const deriveRolloutAsks = (rollout: Rollout, atMs: number): readonly NewEvent[] => {
  const { id, product, stageIndex, head, state } = rollout;
  const stage = rollout.stages[stageIndex];
  if (stage === undefined) return [];
  const reason = `Stage "${stage.name}" has what it needs; a person has to promote.`;
  const data = { ...rolloutFacts({ ...rollout, stage }, { state, stageIndex, number: head }), reason };
  const once = `rollout.asks/${id}/${head}`;
  return [{ type: 'rollout.asks', product, subject: `rollout/${id}`, atMs, data, once }];
};
