// The port to a limit on how often this process starts something.

export type Pace = {
  /** True at most once in the interval; asking takes the turn. */
  isDue(): boolean;
};
