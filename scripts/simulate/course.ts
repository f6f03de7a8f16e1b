// The course of one rollout: a fleet, a plan's stages opening one after another, and what came of it.
import { deriveJoinedByMs, everyoneCohort } from '../../src/domain/rollout/cohort.ts';
import type { Plan, PlanStage } from '../../src/domain/rollout/plan.ts';
import type { MapStage } from '../../src/domain/rollout/release-map.ts';
import { deriveStagePolicy } from '../../src/domain/rollout/stage-policy.ts';
import { deriveTranche } from '../../src/domain/rollout/tranche.ts';
import { createDice, type Dice } from './dice.ts';
import { sumOf } from './fleet/book.ts';
import { Fleet } from './fleet/fleet.ts';
import { Gauges } from './fleet/gauges.ts';
import { drawScene, type Scene } from './fleet/scene.ts';
import type { ModelOutcome, Outcome } from './results/outcome.ts';
import type { Ground } from './world/ground.ts';
import type { BuildKind } from './world/shape.ts';

export type Trial = {
  readonly ground: Ground;
  readonly plan: Plan;
  readonly kind: BuildKind;
  readonly seed: number;
  /** Number of the build. */
  readonly build: number;
};

/** Four weeks: the next trains have long left. */
const lastHour = 24 * 28;

export class Course {
  readonly trial: Trial;
  readonly fleet: Fleet;
  readonly scene: Scene;
  /** Hours since the start. */
  hour = 0;
  stage = -1;
  stageHour = 0;
  stageOffered = 0;
  /** Extra tranches of this stage. */
  tranches = 0;
  fullAtHour: number | null = null;
  readonly quarantinedAt = new Map<number, number>();
  readonly gauges: Gauges;
  readonly #dice: Dice;
  /** The plan's, with who has to have joined their cohorts by when, as a rollout of the service fixes it when it begins. */
  readonly #stages: readonly MapStage[];

  /** Policies that are compared meet the same build: its scene has dice of its own. */
  constructor(trial: Trial) {
    const { ground, plan, kind, seed, build } = trial;
    this.trial = trial;
    this.scene = drawScene(ground, kind, createDice(seed, build, 1));
    this.#dice = createDice(seed, build, 2);
    this.fleet = new Fleet(ground, this.scene, { dice: this.#dice, calls: createDice(seed, build, 4) });
    this.#stages = plan.stages.map((stage, index) => deriveDatedStage(ground, stage, index));
    this.gauges = new Gauges(ground, this.scene, createDice(seed, build, 3));
    this.openNext();
  }

  get isLastStage(): boolean {
    return this.stage >= this.trial.plan.stages.length - 1;
  }

  get isOver(): boolean {
    return (
      (this.fullAtHour !== null && this.hour >= this.fullAtHour + this.trial.ground.world.watchHours) ||
      this.hour >= lastHour
    );
  }

  /** Hours that a stage bakes. */
  get bakeHours(): number {
    return (this.trial.plan.stages[this.stage]?.bakeS ?? 0) / 3600;
  }

  openNext(): void {
    this.stage += 1;
    this.stageHour = this.hour;
    this.tranches = 0;
    const stage = this.#stages[this.stage];
    if (stage === undefined) throw new RangeError('there is no further stage');
    const before = sumOf(this.fleet.toll.offered);
    this.fleet.open(this.stage, stage);
    this.stageOffered = sumOf(this.fleet.toll.offered) - before;
    // What a plan leaves to its last hundredth is a hold-out.
    if (stage.cohort === 'everyone' && (stage.permille >= 990 || this.isLastStage)) this.fullAtHour ??= this.hour;
  }

  /** Lets in what the service would: nothing where it has no tranche left. */
  openTranche(): void {
    const tranche = deriveTranche(this.#stages, this.stage, this.tranches + 1);
    if (tranche === null) return;
    this.tranches += 1;
    const offered = sumOf(this.fleet.toll.offered);
    this.fleet.open(this.stage, tranche);
    this.stageOffered += sumOf(this.fleet.toll.offered) - offered;
  }

  /** Lives one hour; its page is open until `turnPage`. */
  live(): void {
    this.fleet.live(this.hour);
    this.gauges.read(this.fleet.cells, this.hour);
    this.hour += 1;
  }

  get page() {
    return this.fleet.book.at(this.hour - 1);
  }

  turnPage(): void {
    this.fleet.book.close(this.hour - 1);
  }

  quarantine(model: number): void {
    this.quarantinedAt.set(model, this.hour);
    this.fleet.withdraw(model);
  }

  close(policy: string, end: { verdict: Outcome['verdict']; reason: string | null }): Outcome {
    const { toll } = this.fleet;
    const { ground, kind, seed, build, plan } = this.trial;
    const models = ground.world.models.map((_, model) => this.#closeModel(model, end.verdict));
    return {
      world: ground.world.name,
      seed,
      build,
      kind: kind.name,
      isGood: isGoodKind(kind),
      policy,
      ...end,
      hours: this.hour,
      fullAtHour: this.fullAtHour,
      stage: plan.stages[this.stage]?.name ?? '',
      offered: sumOf(toll.offered),
      attempted: sumOf(toll.attempted),
      exposed: sumOf(toll.exposed),
      bricked: sumOf(toll.bricked),
      quarantined: models.filter(({ verdict }) => verdict === 'quarantined').map(({ model }) => model),
      models,
    };
  }

  #closeModel(model: number, verdict: Outcome['verdict']): ModelOutcome {
    const { toll } = this.fleet;
    const { ground, kind } = this.trial;
    const quarantinedAtHour = this.quarantinedAt.get(model) ?? null;
    return {
      model: ground.world.models[model]?.name ?? '',
      verdict: quarantinedAtHour === null ? verdict : 'quarantined',
      isHurt: !isGoodKind(kind) && this.scene.hurtModels[model] === true,
      offered: toll.offered[model] ?? 0,
      attempted: toll.attempted[model] ?? 0,
      exposed: toll.exposed[model] ?? 0,
      quarantinedAtHour,
    };
  }
}

/** The rollout begins at hour 0. */
function deriveDatedStage({ classes, cohorts }: Ground, stage: PlanStage, index: number): MapStage {
  const { cohort, permille } = stage;
  if (cohort === everyoneCohort) return { cohort, permille };
  const members = classes
    .filter((one) => cohorts[one.cohort] === cohort && one.joinsAtHour === 0)
    .reduce((sum, { devices }) => sum + devices, 0);
  return { cohort, permille, joinedByMs: deriveJoinedByMs(members, deriveStagePolicy(stage, index).minDevices, 0) };
}

/** Nothing that the kind states is worse than the build before. */
export function isGoodKind({ crash = 1, loop, failedInstalls, brick, mute, metrics = {} }: BuildKind): boolean {
  const harms = [loop?.share, failedInstalls, brick, mute?.share];
  const { 'free-storage': storage = 1, ...higher } = metrics;
  const isFit = storage >= 1 && Object.values(higher).every((factor) => factor <= 1);
  return isFit && crash <= 1 && harms.every((share) => (share ?? 0) === 0);
}
