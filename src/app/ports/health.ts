// The port to the question whether the database answers, and whether it keeps what it says it keeps.

export type Health = {
  /** Whether what is committed is on a disk by then, as its settings say. Throws AppError `database-unavailable`. */
  loadDurability(): Promise<boolean>;
};
