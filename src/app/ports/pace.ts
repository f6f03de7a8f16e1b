// The port to a limit on how often, and for how much of the time, this process does something behind its answers.

export type Pace = {
  /** Asked once for each piece of work that came in. True when a turn is due, which is then taken; one at a time. */
  isDue(): boolean;
  /** The turn that was taken last is over, and did so many pieces of work. The more came in meanwhile, the longer the rest. */
  recordEnd(done: number): void;
};
