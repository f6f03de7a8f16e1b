// What is published under whose keys, and which expiry comes near: the picture that people and alarms look at.
import type { RoleKey } from '../key.ts';
import type { Alarm } from './life.ts';
import type { OnlineKeys } from './online-keys.ts';

export type RoleView = {
  readonly name: string;
  /** Null for a role that is delegated and not published yet. */
  readonly version: number | null;
  readonly expiresMs: number | null;
  readonly lifeMs: number;
  readonly alarm: Alarm;
  /** Whether its published file is signed as its delegator asks today. */
  readonly isSigned: boolean;
  /** How many tries of the service in a row did not renew it; always 0 for what people sign. */
  readonly missedRenewals: number;
  readonly threshold: number;
  readonly keys: readonly RoleKey[];
};

/** Something about a role that a person must look at: an expiry, a file whose keys were changed, renewals that fail. */
export type TrustAlarm = Pick<RoleView, 'alarm' | 'isSigned' | 'missedRenewals'> & {
  readonly role: string;
  readonly expiresMs: number;
};

export type TrustView = {
  /** Null before the ceremony. */
  readonly root: { readonly version: number; readonly expiresMs: number } | null;
  readonly roles: readonly RoleView[];
  /** The keys that this service signs with, and which of them the root lists; null when it was given none. */
  readonly online:
    | (OnlineKeys & { readonly isListed: { readonly snapshot: boolean; readonly timestamp: boolean } | null })
    | null;
  readonly alarms: readonly TrustAlarm[];
};
