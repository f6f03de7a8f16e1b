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
  readonly threshold: number;
  readonly keys: readonly RoleKey[];
};

/** Something about a role that a person must look at: an expiry, or a file whose keys were changed. */
export type TrustAlarm = Pick<RoleView, 'alarm' | 'isSigned'> & {
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
