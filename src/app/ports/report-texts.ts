// The port to texts on their way to object storage: those of reports that are counted.

export type ReportText = { readonly seq: number; readonly objectKey: string; readonly body: string };

export type ReportTexts = {
  /** The oldest first; fewer than `limit` where they are long. */
  loadTexts(limit: number): Promise<ReportText[]>;
  /** Forgets texts that are in storage. Answers how many were there: one that was erased meanwhile is not. */
  recordStored(seqs: readonly number[]): Promise<number>;
  /** Of these keys of texts, those that no report and no file has. */
  loadUnneeded(objectKeys: readonly string[]): Promise<string[]>;
};
