// The port to the question whether the database answers.

export type Health = {
  /** Milliseconds a trivial query took. Throws AppError `database-unavailable`. */
  loadLatencyMs(): Promise<number>;
};
