// What happened: facts about committed changes that may leave the house, a closed set of types with data of their own.
import type { IssueStatus } from '../issue/issue.ts';
import type { ReportKind } from '../report/report.ts';
import type { DecisionKind, RolloutState } from '../rollout/rollout.ts';

/** How an issue stood when it happened. */
export type IssueFacts = {
  readonly number: number;
  readonly kind: ReportKind;
  readonly title: string;
  readonly status: IssueStatus;
  readonly fixedIn: string | null;
  readonly mergedInto: number | null;
  readonly assignee: string | null;
  readonly regressed: boolean;
  /** Testers and trackers of others are never shown its title. */
  readonly hidden: boolean;
};

/** What an issue is called where testers or strangers read it. */
export const titleOutside = ({ number, title, hidden }: IssueFacts): string => (hidden ? `Issue ${number}` : title);

export type BuildFacts = {
  readonly build: string;
  readonly channel: string;
  readonly version: string;
  readonly vendorVersion: string | null;
  readonly counter: number;
  readonly models: readonly string[];
};

export type RolloutFacts = {
  readonly rollout: number;
  readonly channel: string;
  readonly build: string;
  readonly state: RolloutState;
  readonly stage: { readonly index: number; readonly name: string; readonly cohort: string; readonly permille: number };
  /** Number of the rollout's newest decision. */
  readonly decision: number;
};

/** What a decision about a rollout adds: `by` is `gate`, `train` or the name of a token, `reason` a sentence. */
export type Decided = {
  readonly by: string;
  readonly reason: string;
  readonly models: readonly string[];
  /** Until when this decision overrides the gate; null where it does not. */
  readonly overrideUntilMs: number | null;
};

/** In the past tense, as an event is told. */
export const rolloutPast = {
  start: 'started',
  advance: 'advanced',
  promote: 'promoted',
  extend: 'extended',
  complete: 'completed',
  hold: 'held',
  quarantine: 'quarantined',
  lift: 'lifted',
  halt: 'halted',
  resume: 'resumed',
  retreat: 'retreated',
  close: 'closed',
} as const satisfies Readonly<Record<DecisionKind, string>>;

type RolloutEvents = { readonly [K in DecisionKind as `rollout.${(typeof rolloutPast)[K]}`]: RolloutFacts & Decided };

export type EventData = {
  readonly 'issue.made': { readonly issue: IssueFacts; readonly build: string | null };
  /** Status, fix, owner or who may see its title: `sentence` says all of it, `told` what its reporters hear; null for nothing. */
  readonly 'issue.changed': {
    readonly issue: IssueFacts;
    readonly before: Pick<IssueFacts, 'status' | 'fixedIn' | 'assignee'>;
    readonly by: string;
    readonly sentence: string;
    readonly told: string | null;
  };
  /** Said to those who reported it; what the house says to itself never leaves. */
  readonly 'issue.commented': { readonly issue: IssueFacts; readonly by: string; readonly text: string };
  /** A reporter answered, or added something to, that report: whether in words, and how many files; what they said stays with it. */
  readonly 'issue.answered': {
    readonly issue: IssueFacts;
    readonly report: string;
    readonly words: boolean;
    readonly files: number;
  };
  /** Those who reported it are asked to try the build that fixes it: how many have a device that can get it. */
  readonly 'issue.retest-asked': { readonly issue: IssueFacts; readonly build: string; readonly reporters: number };
  readonly 'issue.regressed': { readonly issue: IssueFacts };
  /** It goes on in `issue.mergedInto`. */
  readonly 'issue.merged': { readonly issue: IssueFacts; readonly by: string };
  /** Reports that were of issue `from` are of this one. */
  readonly 'issue.split': { readonly issue: IssueFacts; readonly from: number; readonly by: string };
  readonly 'build.published': BuildFacts;
  readonly 'build.withdrawn': BuildFacts & { readonly by: string; readonly reason: string };
  /** The gate waits for a person, who has to approve the next stage. */
  readonly 'rollout.asks': RolloutFacts & { readonly reason: string };
} & RolloutEvents;

export type EventType = keyof EventData;

export const eventTypes: readonly EventType[] = [
  'issue.made',
  'issue.changed',
  'issue.commented',
  'issue.answered',
  'issue.retest-asked',
  'issue.regressed',
  'issue.merged',
  'issue.split',
  'build.published',
  'build.withdrawn',
  'rollout.asks',
  ...Object.values(rolloutPast).map((past) => `rollout.${past}` as const),
];

/** What an event is about; events of one subject are told in the order in which they happened. */
export type EventSubject = `issue/${number}` | `build/${string}` | `rollout/${number}`;

type OfType<T extends EventType> = {
  readonly type: T;
  readonly product: string;
  readonly subject: EventSubject;
  readonly atMs: number;
  readonly data: EventData[T];
  /** Where the same would be noticed again at every look: it is kept once. */
  readonly once?: string;
};

export type NewEvent = { [T in EventType]: OfType<T> }[EventType];

/** `id` stays the same however often it is told; `seq` grows, and within a subject in the order of what happened. */
export type Event = NewEvent & { readonly id: string; readonly seq: number };
