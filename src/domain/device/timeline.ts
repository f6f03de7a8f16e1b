// What is known of a device on one line of time: when it came, what it installed, how it was, what it reported.

export const moments = [
  'enrolled',
  'install-accepted',
  'restarting',
  'install-confirmed',
  'install-failed',
  'checked-in',
  'crashed',
  'reported',
] as const;

export type Moment = {
  readonly atMs: number;
  /** `checked-in` and `crashed` are its last word of an hour. */
  readonly what: (typeof moments)[number];
  /** Id of the build, or the name that was reported where nobody published it. */
  readonly build: string | null;
  /** The rollout of an install, the id of a report. */
  readonly of: string;
  /** Why an install failed, or what a report is called. */
  readonly detail: string | null;
  /** Of a report. */
  readonly issue: number | null;
};
