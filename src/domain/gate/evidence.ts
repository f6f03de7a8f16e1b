// What a gate looks at: the counts of one rollout, as plain JSON that is stored with the decision and replayed.

/**
 * Attempts of one model to install the build, in whole devices, since the rollout began or since a person overrode a halt.
 * Several rows of one model (one a cohort, say) are added up.
 */
export type InstallCounts = {
  readonly model: string;
  /** Devices that accepted the build. */
  readonly accepted: number;
  /** Of the accepted: the attempt finished, or its deadline is over. */
  readonly due: number;
  /** Of the accepted: the install failed, or the device came back on its old build. Told at any moment of the attempt. */
  readonly failed: number;
  /** Of the accepted: booted the build and said so. */
  readonly confirmed: number;
  /** Of the accepted: the deadline is over, however the attempt ended. A set fixed in advance, so no early word biases it. */
  readonly matured: number;
  /** Of the matured: neither confirmed nor failed, and no check-in since the attempt's last step. A bricked device is one. */
  readonly silent: number;
};

/**
 * Crashes of one model in one hour of the service's clock: devices on the build, and devices not yet offered it.
 * At most one crash a device and hour. Exposure is uptime in seconds that came in the same check-ins as the crashes,
 * multiplied by offsets known from history where there are any. Rows of one model and hour are added up.
 */
export type CrashWindow = {
  readonly model: string;
  readonly hourMs: number;
  readonly newExposureS: number;
  readonly newCrashes: number;
  readonly controlExposureS: number;
  readonly controlCrashes: number;
};

/** Silence of both arms, by the hour in which the deadline fell: whole devices. Only `against: 'control'` looks at it. */
export type SilenceWindow = {
  readonly model: string;
  readonly hourMs: number;
  readonly newDue: number;
  readonly newSilent: number;
  readonly controlDue: number;
  readonly controlSilent: number;
};

/** The part of the attempts that began in this stage; without it, devices of earlier stages would speak for those that have not answered yet. */
export type StageTally = {
  readonly accepted: number;
  readonly due: number;
  /** Confirmed or failed: the device itself has spoken. */
  readonly reported: number;
};

export type StageEvidence = {
  /** Every model of the build's signed list: the budget is split over them before the first count. */
  readonly models: readonly string[];
  readonly stage: StageTally;
  readonly installs: readonly InstallCounts[];
  readonly windows: readonly CrashWindow[];
  readonly silences: readonly SilenceWindow[];
};
