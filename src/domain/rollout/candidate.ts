// A build as a rollout sees it: may it be rolled out, taken as a fallback, or named in a ceiling and a permit.

export type Candidate = {
  readonly buildId: string;
  readonly product: string;
  readonly channel: string;
  readonly version: string;
  readonly vendorVersion: string | null;
  readonly counter: number;
  readonly models: readonly string[];
  readonly isSealed: boolean;
  readonly isWithdrawn: boolean;
  /** sha256 of the full image in hex; null while a draft has none. */
  readonly imageSha256: string | null;
};
