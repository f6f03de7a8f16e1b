// A device as the service knows it: what it was enrolled as, and what it last said.
import type { Trial } from './install-age.ts';
import type { Measured } from './measured.ts';

export type Device = {
  readonly product: string;
  readonly id: string;
  readonly channel: string;
  readonly model: string;
  readonly bucket: number;
  readonly region: string | null;
  readonly locale: string | null;
  /** What it says it runs: a version or the vendor's string; null before the first word. */
  readonly reportedBuild: string | null;
  /** The same, where a published build has that name. */
  readonly buildId: string | null;
  /** When it said so; the enrolment while `reportedBuild` is null. */
  readonly reportedMs: number;
  readonly isTester: boolean;
  /** When it became one; null while it is none. */
  readonly testerSinceMs: number | null;
  /** Nothing that a blocked device says counts for anything. */
  readonly isBlocked: boolean;
  readonly enrolledMs: number;
  readonly seenMs: number;
  /** Its newest health event; the enrolment before the first. */
  readonly healthMs: number;
  /** Null before it ran the build of any rollout. */
  readonly trial: Trial | null;
  /** Null before it measured anything that counts. */
  readonly measured: Measured | null;
};

/** Names a device across products, for maps. */
export const deviceKey = (product: string, deviceId: string): string => `${product}/${deviceId}`;
