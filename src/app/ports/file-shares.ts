// The port to how many bytes each sender attached lately.

export type FileShares = {
  /** Adds a file to what a sender sent; answers how many bytes that is within the last hour, with it. */
  recordSent(sender: string, sizeBytes: number, nowMs: number): Promise<number>;
  /** Forgets what is older than that; answers how many rows. */
  recordForgotten(nowMs: number): Promise<number>;
};
