// What reporters add to a report later: in words, which a file keeps, and in files.

/** `said` is what they wrote, and the file that keeps it, null for none; `files` how many came beside it. */
export type NewAnswer = {
  readonly report: string;
  readonly said: { readonly file: string; readonly words: string } | null;
  readonly files: number;
};

/** As those who work on the issue read it: `words` are the beginning of what the file keeps. */
export type ReporterAnswer = {
  readonly report: string;
  readonly file: string;
  readonly model: string | null;
  readonly words: string;
  readonly atMs: number;
};
