// The port to enrolled devices. No audit: what devices say of themselves is not a change that somebody made.
import type { Attempt } from '../../domain/device/attempt.ts';
import type { Device } from '../../domain/device/device.ts';
import type { Memberships } from '../../domain/device/pass.ts';
import type { Page, PageRequest } from '../../domain/page.ts';

export type EnrolmentQuestion = {
  readonly product: string;
  readonly channel: string;
  readonly model: string;
  readonly device: string;
  /** A version or the vendor's string; null when the device does not say. */
  readonly build: string | null;
};

/** What an enrolment meets. */
export type EnrolmentFacts = {
  readonly hasProduct: boolean;
  /** Null when the product has no such channel. */
  readonly pollS: number | null;
  readonly hasModel: boolean;
  /** The sealed build with the stated name. */
  readonly buildId: string | null;
  readonly present: Device | null;
  readonly memberships: Memberships;
};

export type DeviceFilter = {
  readonly product: string;
  readonly channel: string | null;
  readonly model: string | null;
  /** The id of a build, or a name that devices report. */
  readonly build: string | null;
};

export type Devices = {
  loadEnrolmentFacts(question: EnrolmentQuestion): Promise<EnrolmentFacts>;
  /**
   * Adds the device, or updates its attributes; what it said later than `device` stays. False when it was there already.
   */
  recordDevice(device: Device): Promise<boolean>;
  loadDevice(product: string, deviceId: string): Promise<Device | null>;
  /** By id. */
  loadDevices(filter: DeviceFilter, page: PageRequest): Promise<Page<Device>>;
  /** The cohorts that list the device, enrolled or not. */
  loadMemberships(product: string, deviceId: string): Promise<Memberships>;
  /** Newest rollout first, at most ten. */
  loadAttempts(product: string, deviceId: string): Promise<Attempt[]>;
};
