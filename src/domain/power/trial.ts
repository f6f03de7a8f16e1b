// One build going up a plan by the gate of the service: its verdicts open the stages, and the trial says how it ended.
import type { Dice } from '../dice.ts';
import { lateFirstOf, lateHours, lateOf } from '../gate/late.ts';
import { deriveLearnedPolicy } from '../gate/learned-policy.ts';
import { addCell, addShare, type Ledger, startLedger } from '../gate/ledger.ts';
import { type GatePolicy, lostOf, quiet } from '../gate/policy.ts';
import { decideVerdict, type Verdict } from '../gate/verdict.ts';
import { everyoneCohort } from '../rollout/cohort.ts';
import type { PlanStage } from '../rollout/plan.ts';
import { deriveStagePolicy } from '../rollout/stage-policy.ts';
import { deriveTranche } from '../rollout/tranche.ts';
import { type Control, Crowd } from './crowd.ts';
import type { DiaryField } from './diary.ts';
import type { Fault } from './fault.ts';
import { type Fleet, returning } from './fleet.ts';
import { deriveLostShare } from './installs.ts';

export type Ending = {
  /**
   * `everyone`: offered to all before anything stopped it; `held`: left to a person; `quarantined`: the models that the
   * fault hurts were taken out, and others may go on.
   */
  readonly kind: 'everyone' | 'halted' | 'held' | 'quarantined';
  /** Where and when it ended. */
  readonly stage: number;
  readonly hours: number;
  /** Of the devices that the fault hurts, or all: ran the build; where installs fail, began to. */
  readonly devices: number;
};

/** A hold so long after the bake is left to a person: the limit of the simulator's worlds. */
const holdHours = 96;
const lastHour = 24 * 28;
/** What leaves out a last hundredth reaches everyone. */
const everyonePermille = 990;
const hourS = 3600;
const hourMs = 3_600_000;
/** What a fleet knows of itself after three rollouts to eight in ten of its devices. */
const pastRollouts = 2.4;

export type Setup = {
  readonly fleet: Fleet;
  readonly stages: readonly PlanStage[];
  readonly policies: readonly GatePolicy[];
};

/** Shares that the fleet is assumed to have stand in the gate's defaults, as learned ones do; what the plan states stays. */
export function prepareSetup(fleet: Fleet, stages: readonly PlanStage[]): Setup {
  const devices = Math.round(pastRollouts * fleet.devices);
  const past = (share: number) => ({ events: share * devices, devices });
  const policies = stages.map((stage, index) => {
    const states = (signal: string) => stage.gates.some((gate) => gate.signal === signal && 'limit' in gate);
    const lost = deriveLostShare(fleet);
    const untold = (1 - fleet.confirming) * fleet.silence + fleet.confirming * lost;
    const gone = untold * (1 - returning.inDay) ** 2;
    const learnt = (silence: number, boot: number) => ({
      ...(states('silence') ? {} : { silence: past(silence) }),
      ...(states('boot') ? {} : { boot: past(boot) }),
    });
    const policy = deriveStagePolicy(stage, index);
    return deriveLearnedPolicy(policy, learnt(fleet.silence, fleet.unconfirmed), learnt(gone, lost));
  });
  return { fleet, stages, policies };
}

export type Chance = {
  readonly dice: Dice;
  /** Number of the trial: a fault of one model hurts each in turn, so that no luck of the draw makes figures better. */
  readonly trial: number;
  /** A trial that leaves this stage is over, and counts as let through. */
  readonly until?: number;
};

/** Pure: the same dice give the same ending. */
export function rollTrial(setup: Setup, fault: Fault, chance: Chance): Ending {
  return new Trial(setup, fault, chance).run(chance.until ?? setup.stages.length);
}

class Trial {
  readonly #setup: Setup;
  readonly #fault: Fault;
  readonly #hurt: readonly boolean[];
  readonly #crowd: Crowd;
  readonly #ledger: Ledger;
  /** Place in the ledger, which is sorted by name, of each model of the fleet. */
  readonly #places: readonly number[];
  readonly #out = new Set<number>();
  #hour = 0;
  #stage = -1;
  #stageHour = 0;
  #lookedHour = 0;
  #tranches = 0;

  constructor(setup: Setup, fault: Fault, { dice, trial }: Chance) {
    const names = setup.fleet.models.map(({ model }) => model);
    const chosen = trial % names.length;
    this.#setup = setup;
    this.#fault = fault;
    this.#hurt = names.map((_, at) => !fault.isOneModel || at === chosen);
    this.#crowd = new Crowd(setup.fleet, { fault, hurt: this.#hurt }, dice);
    this.#ledger = startLedger(names);
    this.#places = names.map((name) => this.#ledger.models.findIndex(({ model }) => model === name));
    this.#openNext();
  }

  run(until: number): Ending {
    while (this.#hour < lastHour) {
      if (this.#isForEveryone() || this.#stage > until) return this.#end('everyone');
      this.#crowd.live(this.#hour);
      this.#hour += 1;
      if (this.#hour % this.#deriveStep() !== 0) continue;
      this.#look();
      const kind = this.#act(this.#ask());
      if (kind !== null) return this.#end(kind);
    }
    return this.#end('held');
  }

  /** Hours between two looks: the longer a stage lasts, the less an hour of it changes. */
  #deriveStep(): number {
    const inStage = this.#hour - this.#stageHour;
    const overHours = inStage - (this.#setup.stages[this.#stage]?.bakeS ?? 0) / hourS;
    if (overHours > -1) return overHours > 12 ? 3 : 1;
    return inStage < 24 ? 1 : 2;
  }

  #openNext(): void {
    const stage = this.#setup.stages[this.#stage + 1];
    if (stage === undefined) return;
    this.#stage += 1;
    this.#stageHour = this.#hour;
    this.#tranches = 0;
    const { diary } = this.#crowd;
    // What earlier stages still owe is heard as this stage's, so it is owed from the start.
    this.#ledger.stage = { accepted: 0, due: -diary.sumAhead('due'), reported: -diary.sumAhead('told') };
    this.#crowd.open(stage);
  }

  /** Every device that the plan reaches is offered the build: what shows from here on stops nobody. */
  #isForEveryone(): boolean {
    const { stages } = this.#setup;
    const stage = stages[this.#stage];
    const isLast = this.#stage === stages.length - 1;
    return stage?.cohort === everyoneCohort && (isLast || stage.permille >= everyonePermille);
  }

  /** Writes what was heard since the last look into the gate's ledger, as the fold of the service does. */
  #look(): void {
    const hours = this.#hour - this.#lookedHour;
    for (let model = 0; model < this.#places.length; model++) this.#enter(model, hours);
    this.#crowd.diary.clear();
    this.#crowd.late.clear();
    this.#ledger.reachedMs = this.#hour * hourMs;
    this.#lookedHour = this.#hour;
  }

  #enter(model: number, hours: number): void {
    const to = this.#ledger.models[this.#places[model] ?? 0];
    if (to === undefined) return;
    const said = (field: DiaryField) => this.#crowd.diary.read(field, model);
    const control = this.#crowd.hearControl(model, { hour: this.#hour, hours });
    addCell(to, 'crash-rate', {
      events: said('crashes'),
      exposure: said('exposure') * hourS,
      controlEvents: control.crashes,
      controlExposure: control.exposure * hourS,
    });
    addCell(to, 'first-crash', {
      events: said('first'),
      exposure: said('firstExposure') * hourS,
      controlEvents: control.first,
      controlExposure: control.firstExposure * hourS,
    });
    this.#enterLate(to, model, control);
    const silence = { controlEvents: control.lost, controlExposure: control.watched };
    addCell(to, 'silence', { events: said('unheard'), exposure: said('indexed'), ...silence });
    addShare(to, 'failed-installs', { events: said('failed'), started: said('accepted'), matured: said('due') });
    const put = (name: string, events: number, over: number) =>
      addShare(to, name, { events, started: over, matured: over });
    put('boot', said('unpinged'), said('pinged'));
    put(lostOf('boot'), said('unpingedDay'), said('pingedDay'));
    put(quiet, said('quiet'), said('indexed'));
    put(lostOf('silence'), said('gone'), said('indexedLong'));
    to.accepted += said('accepted');
    to.due += said('due');
    const { stage } = this.#ledger;
    stage.accepted += said('accepted');
    stage.due += said('due');
    stage.reported += said('told');
  }

  #enterLate(to: Ledger['models'][number], model: number, control: Control): void {
    for (const [at, hours] of lateHours.entries()) {
      const old = this.#crowd.late.read(model, at);
      if (old.exposure === 0) continue;
      addCell(to, lateOf(hours), {
        events: old.crashes,
        exposure: old.exposure * hourS,
        controlEvents: control.crashes,
        controlExposure: control.exposure * hourS,
      });
      addCell(to, lateFirstOf(hours), {
        events: old.first,
        exposure: old.firstExposure * hourS,
        controlEvents: control.first,
        controlExposure: control.firstExposure * hourS,
      });
    }
  }

  #ask(): Verdict {
    const stage = this.#setup.stages[this.#stage] as PlanStage;
    const clock = {
      enteredMs: this.#stageHour * hourMs,
      bakeS: stage.bakeS,
      tranches: this.#tranches,
      isLast: this.#stage === this.#setup.stages.length - 1,
    };
    const policy = this.#setup.policies[this.#stage] as GatePolicy;
    for (;;) {
      const quarantined = [...this.#out].map((model) => this.#setup.fleet.models[model]?.model ?? '');
      const now = { nowMs: this.#hour * hourMs, isShown: false };
      const verdict = decideVerdict({ evidence: this.#ledger, policy, stage: clock, quarantined, ...now });
      if (verdict.kind !== 'quarantine') return verdict;
      for (const name of verdict.models) this.#takeOut(name);
    }
  }

  #takeOut(name: string): void {
    const model = this.#setup.fleet.models.findIndex((each) => each.model === name);
    this.#out.add(model);
    this.#crowd.withdraw(model);
  }

  #act(verdict: Verdict): Ending['kind'] | null {
    const { stages } = this.#setup;
    const isLast = this.#stage === stages.length - 1;
    if (verdict.kind === 'halt' || this.#out.size === this.#places.length) return 'halted';
    if (this.#fault.isOneModel && this.#hurt.every((isHurt, model) => !isHurt || this.#out.has(model)))
      return 'quarantined';
    if (verdict.kind === 'advance') {
      // A plan that ends before everyone has done all that it can.
      if (isLast) return 'everyone';
      this.#openNext();
    }
    if (verdict.kind !== 'hold') return null;
    if (verdict.isTrancheDue) this.#letIn();
    const overHours = this.#hour - this.#stageHour - (stages[this.#stage]?.bakeS ?? 0) / hourS;
    return overHours >= holdHours ? 'held' : null;
  }

  #letIn(): void {
    const tranche = deriveTranche(this.#setup.stages, this.#stage, this.#tranches + 1);
    if (tranche === null) return;
    this.#tranches += 1;
    this.#crowd.open(tranche);
  }

  #countOf(model: number): number {
    const { exposed, attempted } = this.#crowd;
    return (this.#fault.failedInstalls === null ? exposed[model] : attempted[model]) ?? 0;
  }

  #end(kind: Ending['kind']): Ending {
    let devices = 0;
    for (const [model, isHurt] of this.#hurt.entries()) if (isHurt) devices += this.#countOf(model);
    return { kind, stage: this.#stage, hours: this.#hour, devices };
  }
}
