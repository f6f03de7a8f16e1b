// Turns a rollout into what its page prints: state, ladder, devices, gate, history, and the commands that act on it.
import type { Verdict } from '../../domain/gate/verdict.ts';
import {
  deriveCountWords,
  deriveDurationWords,
  deriveListWords,
  derivePercentWords,
} from '../../domain/gate/wording.ts';
import type { Page } from '../../domain/page.ts';
import type { AppliedPlan } from '../../domain/rollout/applied-plan.ts';
import type { Candidate } from '../../domain/rollout/candidate.ts';
import type { GateAction } from '../../domain/rollout/gate-action.ts';
import { isOverridden } from '../../domain/rollout/override.ts';
import { type Decision, isOpen, type Rollout } from '../../domain/rollout/rollout.ts';
import type { Tone } from '../parts.tsx';
import { printableLine } from '../printable.ts';
import { notesPathOf } from '../ways.ts';
import { type Instant, instantOf } from '../when.tsx';
import { type Command, commandsFor } from './commands.ts';
import { type GateModel, gateModel } from './gate-model.ts';
import { type EntryModel, entryModel, type HistoryModel, historyModel } from './history-model.ts';
import { partOf } from './scale.ts';
import { buildWords, type StateWords, standingWords } from './words.ts';

/** Everything the page shows, as the domain knows it. */
export type RolloutParts = {
  readonly rollout: Rollout;
  readonly gate: { readonly build: Candidate; readonly verdict: Verdict; readonly action: GateAction };
  readonly fallback: Candidate | null;
  readonly plan: AppliedPlan | null;
  /** Why it stands where it stands. */
  readonly latest: Decision | null;
  readonly tally: {
    readonly accepted: number;
    readonly confirmed: number;
    readonly failed: number;
    readonly silent: number;
  };
  /** Devices inside once each stage is reached. */
  readonly reach: readonly number[];
  readonly nextDepartureMs: number | null;
  readonly decisions: Page<Decision>;
  readonly nowMs: number;
  /** Whether the page may ask for itself again. */
  readonly isLive: boolean;
};

export type StageModel = {
  readonly number: number;
  readonly name: string;
  readonly cohort: string;
  readonly permille: string;
  readonly part: number;
  readonly bake: string;
  readonly promote: string;
  readonly place: 'done' | 'current' | 'ahead';
  readonly word: string;
  readonly entered: Instant | null;
  readonly devices: string;
};

export type CountModel = {
  readonly name: string;
  readonly value: string;
  readonly share: string | null;
  readonly tone: Tone;
};

/** One part of the bar of devices that accepted the build; fractions of them. */
export type BarPart = { readonly name: string; readonly tone: Tone; readonly from: number; readonly part: number };

export type RolloutModel = {
  readonly id: number;
  readonly title: string;
  readonly tab: string;
  readonly place: string;
  readonly vendorVersion: string | null;
  readonly isWithdrawn: boolean;
  readonly state: StateWords;
  readonly standing: string;
  readonly latest: EntryModel | null;
  /** What the gate waits for, while that decides what comes next. */
  readonly waiting: string | null;
  /** Who has taken the place of the gate, while that lasts. */
  readonly override: { readonly who: string; readonly reason: string; readonly until: Instant | null } | null;
  readonly asOf: Instant | null;
  readonly refreshS: number | null;
  /** Only while there is something to wait for. */
  readonly liveSwitch: { readonly href: string; readonly label: string } | null;
  readonly facts: readonly { readonly name: string; readonly value: string; readonly isCode?: boolean }[];
  readonly reportHref: string;
  readonly notesHref: string;
  readonly started: Instant | null;
  readonly ceilingEnds: Instant | null;
  readonly nextDeparture: Instant | null;
  readonly fallback: string | null;
  readonly stages: readonly StageModel[];
  readonly counts: readonly CountModel[];
  readonly bar: readonly BarPart[];
  readonly gate: GateModel;
  readonly history: HistoryModel;
  readonly commands: readonly Command[];
};

/** Between two looks of an open page, in seconds: as often as a person's eye comes back. */
const refreshS = 5;

export function rolloutModel(parts: RolloutParts): RolloutModel {
  const { rollout, gate, fallback, nowMs, isLive } = parts;
  const { id, product, channel, stages } = rollout;
  const { build } = gate;
  const title = `${printableLine(product)} ${printableLine(build.version)}`;
  const state = standingWords(rollout.state, gate.verdict, gate.action);
  const isWatched = isOpen(rollout);
  const gateNow = gateModel({ rollout, verdict: gate.verdict, action: gate.action, nowMs });
  return {
    id,
    title,
    tab: `${state.word}: ${title}`,
    place: `Rollout ${id} on ${printableLine(channel)}`,
    vendorVersion: build.vendorVersion === null ? null : printableLine(build.vendorVersion),
    isWithdrawn: build.isWithdrawn,
    state,
    standing: standingOf(rollout),
    latest: parts.latest === null ? null : entryModel(parts.latest, rollout, nowMs),
    waiting: rollout.state === 'running' ? waitingOf(gateNow) : null,
    override: isWatched ? overrideOf(rollout, nowMs) : null,
    asOf: instantOf(nowMs, nowMs),
    refreshS: isWatched && isLive ? refreshS : null,
    liveSwitch: isWatched ? switchOf(id, isLive) : null,
    facts: factsOf(parts),
    reportHref: `/report?${new URLSearchParams({ product, build: build.version })}`,
    notesHref: notesPathOf(product, build.version),
    started: instantOf(rollout.startedMs, nowMs),
    ceilingEnds: instantOf(rollout.ceilingEndsMs, nowMs),
    nextDeparture: instantOf(parts.nextDepartureMs, nowMs),
    fallback: fallback === null ? null : printableLine(`${buildWords(fallback)}, ${fallback.buildId}`),
    stages: stages.map((_, index) => stageModel(parts, index)),
    counts: countsOf(parts),
    bar: barOf(parts.tally),
    gate: gateNow,
    history: historyModel(parts.decisions, rollout, nowMs),
    commands: commandsFor(rollout, build.models, nowMs),
  };
}

function overrideOf({ override }: Rollout, nowMs: number): RolloutModel['override'] {
  if (override === null || !isOverridden({ override }, nowMs)) return null;
  const { by, reason, untilMs } = override;
  return { who: printableLine(by), reason: printableLine(reason, 1000), until: instantOf(untilMs, nowMs) };
}

function standingOf({ stages, stageIndex, quarantined }: Rollout): string {
  const stage = `Stage ${stageIndex + 1} of ${stages.length}, ${printableLine(stages[stageIndex]?.name ?? '')}.`;
  if (quarantined.length === 0) return stage;
  return `${stage} Not offered to ${printableLine(deriveListWords(quarantined), 500)}: in quarantine.`;
}

/** The most telling reason says how long a bake lasts; otherwise it needs what follows from it. */
const waitingOf = ({ reasons: [first = ''], follows, kind }: GateModel): string =>
  kind === 'bake' ? first : `${first} ${follows}`.trim();

const switchOf = (id: number, isLive: boolean) =>
  isLive
    ? { href: `/rollouts/${id}?live=off`, label: 'Stop refreshing' }
    : { href: `/rollouts/${id}`, label: `Refresh every ${refreshS} seconds` };

function factsOf({ rollout, gate: { build }, plan }: RolloutParts): RolloutModel['facts'] {
  return [
    { name: 'Version', value: printableLine(build.version) },
    ...(build.vendorVersion === null ? [] : [{ name: 'Vendor string', value: printableLine(build.vendorVersion) }]),
    { name: 'Build', value: printableLine(build.buildId), isCode: true },
    { name: 'SHA-256', value: printableLine(build.imageSha256 ?? 'no image'), isCode: true },
    { name: 'Models', value: printableLine(build.models.join(', '), 2000) },
    ...(rollout.quarantined.length === 0
      ? []
      : [{ name: 'In quarantine', value: printableLine(rollout.quarantined.join(', '), 2000) }]),
    { name: 'Product', value: printableLine(rollout.product) },
    { name: 'Channel', value: printableLine(rollout.channel) },
    {
      name: 'Plan',
      value: printableLine(plan === null ? `number ${rollout.planId}` : `${plan.plan.plan}, number ${plan.id}`),
    },
  ];
}

function stageModel({ rollout, reach, nowMs }: RolloutParts, index: number): StageModel {
  const stage = rollout.stages[index];
  const { name = '', cohort = '', permille = 0, bakeS = 0, promote = 'auto', enteredMs = null } = stage ?? {};
  const place =
    index < rollout.stageIndex || rollout.state === 'completed'
      ? 'done'
      : index === rollout.stageIndex
        ? 'current'
        : 'ahead';
  return {
    number: index + 1,
    name: printableLine(name),
    cohort: printableLine(cohort),
    permille: deriveCountWords(permille),
    part: partOf(permille, 1000),
    bake: deriveDurationWords(bakeS),
    promote: promote === 'auto' ? 'by itself' : 'by a person',
    place,
    word: { done: 'Passed', current: isOpen(rollout) ? 'Here now' : 'Ended here', ahead: 'Ahead' }[place],
    entered: instantOf(enteredMs, nowMs),
    devices: deriveCountWords(reach[index] ?? 0),
  };
}

function countsOf({ rollout, reach, tally }: RolloutParts): CountModel[] {
  const offered = reach[rollout.stageIndex] ?? 0;
  const { accepted, confirmed, failed, silent } = tally;
  const shareOf = (part: number, whole: number, name: string) =>
    whole > 0 ? `${derivePercentWords(part / whole)} of ${name}` : null;
  return [
    { name: 'Offered', value: deriveCountWords(offered), share: null, tone: 'plain' },
    { name: 'Accepted', value: deriveCountWords(accepted), share: shareOf(accepted, offered, 'offered'), tone: 'cool' },
    {
      name: 'Confirmed',
      value: deriveCountWords(confirmed),
      share: shareOf(confirmed, accepted, 'accepted'),
      tone: 'good',
    },
    {
      name: 'Failed',
      value: deriveCountWords(failed),
      share: shareOf(failed, accepted, 'accepted'),
      tone: failed > 0 ? 'bad' : 'plain',
    },
    {
      name: 'Silent',
      value: deriveCountWords(silent),
      share: shareOf(silent, accepted, 'accepted'),
      tone: silent > 0 ? 'warn' : 'plain',
    },
  ];
}

/** Those who have not answered yet are what is left of the bar. */
function barOf({ accepted, confirmed, failed, silent }: RolloutParts['tally']): BarPart[] {
  const [good, bad, quiet] = [confirmed, failed, silent].map((part) => partOf(part, accepted));
  return [
    { name: 'confirmed', tone: 'good', from: 0, part: good ?? 0 },
    { name: 'failed', tone: 'bad', from: good ?? 0, part: bad ?? 0 },
    { name: 'silent', tone: 'warn', from: (good ?? 0) + (bad ?? 0), part: quiet ?? 0 },
  ];
}
