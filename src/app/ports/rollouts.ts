// The port to rollouts and their decisions: a decision takes effect only on its parent, and commits with its audit entry.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { Lesson } from '../../domain/gate/lesson.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import type { Decision, Position, Rollout, RolloutState } from '../../domain/rollout/rollout.ts';

export type RolloutFilter = {
  readonly product: string | null;
  readonly channel: string | null;
  readonly state: RolloutState | null;
};

/** A rollout about to start: its position and first decision are given with it. */
export type NewRollout = Omit<Rollout, 'id' | 'head'> & {
  /** Where the signed ceiling stands among targets. */
  readonly ceiling: string;
};

export type NewDecision = Omit<Decision, 'number' | 'parent' | 'state' | 'stageIndex'>;

export type Start = {
  readonly rollout: NewRollout;
  readonly decision: NewDecision;
  /** The timetable's departure that this start decides, or null when a person starts it. */
  readonly departureMs: number | null;
};

export type StartRecord =
  | { readonly ok: true; readonly rollout: Rollout }
  | { readonly ok: false; readonly refusal: 'rollout-open' | 'departure-decided' };

/** What a decision makes of its rollout. `permit` is kept with the rollout when one came. */
export type Move = {
  readonly next: Position;
  readonly decision: NewDecision;
  readonly permit: string | null;
  /** Of the gate's lease; null for people, who need none. */
  readonly fence: number | null;
  /** What the rollout taught, when the gate completes it. */
  readonly lesson?: Lesson;
};

export type Rollouts = {
  loadRollout(id: number): Promise<Rollout | null>;
  /** Newest first. */
  loadRollouts(filter: RolloutFilter, page: PageRequest): Promise<Page<Rollout>>;
  /**
   * Every open rollout: at most one a channel. With an instant also those that are completed and watched then.
   */
  loadOpenRollouts(watchedMs?: number): Promise<Rollout[]>;
  /** The newest completed rollout of a channel of any other build: its build is what `previous` means. */
  loadLastCompleted(product: string, channel: string, exceptBuildId: string): Promise<Rollout | null>;
  /** Newest first. */
  loadDecisions(rolloutId: number, page: PageRequest): Promise<Page<Decision>>;
  /**
   * Refuses a second open rollout on the channel, and a departure that is decided already. What was completed there
   * before is watched no longer.
   */
  recordRollout(start: Start, audit: AuditEntry): Promise<StartRecord>;
  /**
   * Adds the decision that follows `parent`; null when the rollout's head is another one by now, or the gate's lease has
   * another fence: somebody was quicker.
   */
  recordDecision(rolloutId: number, parent: number, move: Move, audit: AuditEntry): Promise<Decision | null>;
};
