// Rolls a build out by the gate of the service itself: it hears what the service hears, and its verdicts move the stages.

import { addWindow } from '../../../src/domain/gate/borrow.ts';
import { type AttemptWindow, apart, deriveApart } from '../../../src/domain/gate/burst.ts';
import { addFalls, type FallWindow, fallAges } from '../../../src/domain/gate/fell-silent.ts';
import { deriveSide, nothingHeard } from '../../../src/domain/gate/heard.ts';
import { lateFirstOf, lateHours, lateOf } from '../../../src/domain/gate/late.ts';
import { deriveLearnedPolicy } from '../../../src/domain/gate/learned-policy.ts';
import { addCell, addShare, type Cell, type Ledger, startLedger } from '../../../src/domain/gate/ledger.ts';
import { deriveMetricCounts } from '../../../src/domain/gate/metric-counts.ts';
import { firstCrash, type GatePolicy, lostOf, quiet } from '../../../src/domain/gate/policy.ts';
import { decideVerdict, type Verdict } from '../../../src/domain/gate/verdict.ts';
import type { PlanStage } from '../../../src/domain/rollout/plan.ts';
import { deriveStagePolicy } from '../../../src/domain/rollout/stage-policy.ts';
import { Course, type Trial } from '../course.ts';
import { arms, type ModelField, type Page, placeOfArm, placeOfFall, placeOfLate, placeOfModel } from '../fleet/book.ts';
import type { Outcome } from '../results/outcome.ts';
import { gateId } from './ids.ts';

const hourS = 3600;
const hourMs = 3_600_000;

const noAttempts = { events: 0, started: 0, matured: 0 };

export function rollByGate(trial: Trial): Outcome {
  return new GatedRollout(trial).run();
}

class GatedRollout {
  readonly #course: Course;
  readonly #ledger: Ledger;
  /** Index in the ledger, which is sorted by name, of each model of the world. */
  readonly #places: readonly number[];
  readonly #holdHours: number;
  readonly #attempts: AttemptWindow[] = [];

  constructor(trial: Trial) {
    this.#course = new Course(trial);
    const names = trial.ground.world.models.map(({ name }) => name);
    this.#ledger = startLedger(names);
    this.#places = names.map((name) => this.#ledger.models.findIndex(({ model }) => model === name));
    this.#holdHours = trial.ground.world.holdHours;
  }

  run(): Outcome {
    const course = this.#course;
    while (!course.isOver) {
      course.live();
      this.#hear(course.page);
      course.turnPage();
      const verdict = this.#ask();
      const end = this.#act(verdict);
      if (end !== null) return course.close(gateId, end);
    }
    return course.close(gateId, { verdict: course.fullAtHour === null ? 'unfinished' : 'promoted', reason: null });
  }

  #ask(): Verdict {
    const course = this.#course;
    const { stages } = course.trial.plan;
    const stage = stages[course.stage];
    if (stage === undefined) throw new RangeError('a rollout is always in a stage');
    const question = {
      evidence: this.#ledger,
      policy: this.#policyOf(stage),
      stage: {
        enteredMs: course.stageHour * hourMs,
        bakeS: stage.bakeS,
        tranches: course.tranches,
        isLast: course.isLastStage,
      },
      nowMs: course.hour * hourMs,
      isShown: false,
    };
    let verdict = decideVerdict({ ...question, quarantined: this.#quarantined() });
    while (verdict.kind === 'quarantine') {
      for (const name of verdict.models) course.quarantine(this.#indexOf(name));
      verdict = decideVerdict({ ...question, quarantined: this.#quarantined() });
    }
    return verdict;
  }

  #policyOf(stage: PlanStage): GatePolicy {
    const { history } = this.#course.scene;
    const policy = deriveStagePolicy(stage, this.#course.stage);
    const past = (share: number) => ({ events: share * history.attempts, devices: history.attempts });
    const usual = { silence: past(history.silence24h), boot: past(history.unconfirmed1h) };
    return deriveLearnedPolicy(policy, usual, { silence: past(history.gone72h), boot: past(history.lost24h) });
  }

  #quarantined(): string[] {
    const { models } = this.#course.trial.ground.world;
    return [...this.#course.quarantinedAt.keys()].map((model) => models[model]?.name ?? '');
  }

  #indexOf(name: string): number {
    return this.#course.trial.ground.world.models.findIndex((model) => model.name === name);
  }

  #act(verdict: Verdict): { verdict: Outcome['verdict']; reason: string | null } | null {
    const course = this.#course;
    if (verdict.kind === 'halt') return { verdict: 'halted', reason: reasonOf(verdict) };
    if (this.#quarantined().length === this.#places.length) return { verdict: 'halted', reason: 'all models' };
    if (verdict.kind === 'advance' && !course.isLastStage) {
      course.openNext();
      this.#ledger.stage = { accepted: 0, due: 0, reported: 0 };
      return null;
    }
    if (verdict.kind !== 'hold' || course.fullAtHour !== null) return null;
    if (verdict.isTrancheDue) course.openTranche();
    const heldHours = course.hour - course.stageHour - course.bakeHours;
    return heldHours >= this.#holdHours ? { verdict: 'held', reason: reasonOf(verdict) } : null;
  }

  /** Writes an hour of check-ins into the gate's ledger, as the fold of the service does. */
  #hear(page: Page): void {
    const course = this.#course;
    const models = course.trial.ground.world.models.map(({ name }, model) => ({
      model: name,
      ...this.#weighCrashes(page, model),
      silence: this.#countSilence(page, model),
    }));
    const { priors } = course.scene.history;
    for (const [signal, field] of [
      ['crash-rate', 'crash'],
      [firstCrash, 'first'],
      ['silence', 'silence'],
    ] as const)
      addWindow(
        this.#ledger,
        signal,
        models.map((each) => ({ model: each.model, cell: each[field] })),
        priors,
      );
    for (const [model, heard] of models.entries()) this.#hearModel(page, model, heard);
    this.#hearApart(page);
    addFalls(this.#ledger, this.#countFalls(page));
    this.#ledger.reachedMs = course.hour * hourMs;
    // While a stage bakes nothing hangs on them, and histograms are dear to put in order.
    if (course.hour - course.stageHour >= course.bakeHours)
      this.#ledger.side = deriveSide(nothingHeard, [], deriveMetricCounts(course.gauges.rows()));
    const { stage } = this.#ledger;
    stage.accepted += page.stageAccepted[course.stage] ?? 0;
    stage.due += page.stageDue[course.stage] ?? 0;
    stage.reported += page.stageReported[course.stage] ?? 0;
  }

  /** Failures that are told late fall into a later hour than their attempts: a burst is no shorter for it. */
  #hearApart(page: Page): void {
    for (const [model, { name }] of this.#course.trial.ground.world.models.entries()) {
      const sum = this.#sumOf(page, model);
      const [accepted, failed] = [sum('accepted'), sum('failed')];
      if (accepted + failed > 0)
        this.#attempts.push({ model: name, hourMs: (this.#course.hour - 1) * hourMs, accepted, failed });
    }
    const sums = deriveApart(this.#attempts);
    for (const to of this.#ledger.models) to.shares[apart] = { ...(sums.get(to.model) ?? noAttempts) };
  }

  #countSilence(page: Page, model: number): Cell {
    const sum = this.#sumOf(page, model);
    const own = { events: sum('unheard'), exposure: sum('indexed') };
    return { ...own, controlEvents: sum('lostControl'), controlExposure: sum('watchedControl') };
  }

  #hearModel(page: Page, model: number, heard: { crash: Cell; first: Cell }): void {
    const to = this.#ledger.models[this.#places[model] ?? 0];
    if (to === undefined) throw new RangeError('every model has a place in the ledger');
    this.#hearLate(page, model, heard);
    const sum = this.#sumOf(page, model);
    addShare(to, 'failed-installs', { events: sum('failed'), started: sum('accepted'), matured: sum('due') });
    const put = (name: string, events: number, over: number) =>
      addShare(to, name, { events, started: over, matured: over });
    put('boot', sum('pingMissed'), sum('pingDue'));
    put(lostOf('boot'), sum('pingLost'), sum('pingDayOver'));
    put(quiet, sum('quiet'), sum('installed'));
    put(lostOf('silence'), sum('gone'), sum('threeDaysOver'));
    to.accepted += sum('accepted');
    to.due += sum('due');
  }

  #hearLate(page: Page, model: number, { crash, first }: { crash: Cell; first: Cell }): void {
    const to = this.#ledger.models[this.#places[model] ?? 0];
    const { size } = this.#course.fleet.book;
    const { cohortRatios } = this.#course.scene.history;
    for (const [late, hours] of lateHours.entries()) {
      const sums = { crashes: 0, exposure: 0, firstCrashes: 0, firstExposure: 0 };
      for (let cohort = 0; cohort < size.cohorts; cohort++) {
        const place = placeOfLate(size, { model, cohort, late });
        const worth = (cohortRatios[cohort] ?? 1) * hourS;
        if (worth === 0) continue;
        sums.crashes += page.lateCrashes[place] ?? 0;
        sums.exposure += (page.lateExposure[place] ?? 0) * worth;
        sums.firstCrashes += page.lateFirstCrashes[place] ?? 0;
        sums.firstExposure += (page.lateFirstExposure[place] ?? 0) * worth;
      }
      if (to === undefined || sums.exposure === 0) continue;
      addCell(to, lateOf(hours), { ...crash, events: sums.crashes, exposure: sums.exposure });
      addCell(to, lateFirstOf(hours), { ...first, events: sums.firstCrashes, exposure: sums.firstExposure });
    }
  }

  /** The named cohorts of a world are its testers. */
  #countFalls(page: Page): FallWindow[] {
    const { size } = this.#course.fleet.book;
    return this.#course.trial.ground.world.models.flatMap(({ name }, model) =>
      Array.from({ length: size.cohorts }, (_, cohort) => {
        const control = placeOfModel(size, model, cohort);
        return fallAges.map((sinceH, late) => {
          const place = placeOfFall(size, { model, cohort, late });
          return {
            model: name,
            hourMs: this.#course.hour * hourMs,
            isTester: cohort > 0,
            sinceH,
            exposureS: (page.fallExposure[place] ?? 0) * hourS,
            fell: page.fell[place] ?? 0,
            controlExposureS: (page.fallExposureControl[control] ?? 0) * hourS,
            controlFell: page.fellControl[control] ?? 0,
          };
        });
      }).flat(),
    );
  }

  #sumOf(page: Page, model: number) {
    const { size } = this.#course.fleet.book;
    return (field: ModelField) => {
      let total = 0;
      for (let cohort = 0; cohort < size.cohorts; cohort++)
        total += page[field][placeOfModel(size, model, cohort)] ?? 0;
      return total;
    };
  }

  /** Exposure carries what history knows: cohorts and the first hours after an install crash more on any build. */
  #weighCrashes(page: Page, model: number) {
    const { size } = this.#course.fleet.book;
    const { cohortRatios, freshRatio } = this.#course.scene.history;
    const crash = { events: 0, exposure: 0, controlEvents: 0, controlExposure: 0 };
    const first = { ...crash };
    for (let cohort = 0; cohort < size.cohorts; cohort++) {
      for (const arm of [arms.control, arms.settled, arms.fresh]) {
        const place = placeOfArm(size, { model, cohort, arm });
        const worth = (cohortRatios[cohort] ?? 1) * (arm === arms.fresh ? freshRatio : 1) * hourS;
        // Without a past there is no offset: such devices are left out of the comparison, on both sides.
        if (worth === 0) continue;
        put(crash, arm, page.crashes[place] ?? 0, (page.exposure[place] ?? 0) * worth);
        put(first, arm, page.firstCrashes[place] ?? 0, (page.firstExposure[place] ?? 0) * worth);
      }
    }
    return { crash, first };
  }
}

type Sums = { events: number; exposure: number; controlEvents: number; controlExposure: number };

function put(to: Sums, arm: number, events: number, exposure: number): void {
  if (arm === arms.control) {
    to.controlEvents += events;
    to.controlExposure += exposure;
  } else {
    to.events += events;
    to.exposure += exposure;
  }
}

/** The signal that tells most, with its model where it is one's own. */
function reasonOf({ reasons }: Verdict): string | null {
  const [first] = reasons;
  if (first === undefined) return null;
  const { signal, model, code } = first;
  return signal === null ? code : model === null ? signal : `${signal}@${model}`;
}
