// What became of one build under one policy: one line of JSON.

export type ModelOutcome = {
  readonly model: string;
  readonly verdict: 'promoted' | 'quarantined' | 'halted' | 'held' | 'unfinished';
  /** Whether the build of this line does harm on this model. */
  readonly isHurt: boolean;
  readonly offered: number;
  readonly attempted: number;
  /** Devices that ran the build, those that it bricked included. */
  readonly exposed: number;
  /** Hours after the start in which the model was quarantined; null when it was not. */
  readonly quarantinedAtHour: number | null;
};

export type Outcome = {
  readonly world: string;
  readonly seed: number;
  /** Number of the build, from 0. */
  readonly build: number;
  /** Name of its kind in the world. */
  readonly kind: string;
  /** Nothing of what the kind states is a harm. */
  readonly isGood: boolean;
  readonly policy: string;
  /**
   * `promoted`: at its last stage and calm for the 48 h after; `halted`: stopped by the policy; `held`: left to a person;
   * `unfinished`: neither within the time that is simulated.
   */
  readonly verdict: 'promoted' | 'halted' | 'held' | 'unfinished';
  /** Why it was stopped or held: a signal, and a model where it is one's alone. */
  readonly reason: string | null;
  /** Hours from the start to the verdict. */
  readonly hours: number;
  /** Hours from the start until everybody was offered the build; null when that was never so. */
  readonly fullAtHour: number | null;
  readonly stage: string;
  readonly offered: number;
  readonly attempted: number;
  readonly exposed: number;
  readonly bricked: number;
  readonly quarantined: readonly string[];
  readonly models: readonly ModelOutcome[];
};
