// Why a refresh or a search ended without what was asked: the role, and one closed word for the rule.
import type { Problem } from '../../domain/result.ts';
import type { MetadataRefusal } from '../../domain/trust/tuf/refusal.ts';

export type TrustRefusal =
  | MetadataRefusal
  /** No root was ever trusted here: `init` comes first. */
  | 'no-trusted-root'
  | 'too-many-root-steps'
  | 'absent'
  | 'unreachable'
  | 'too-large'
  | 'too-slow'
  /** `findTarget` needs a refresh that went well. */
  | 'not-refreshed'
  | 'target-not-found'
  | 'too-many-delegations';

export type Refusal = {
  readonly ok: false;
  readonly role: string;
  readonly refusal: TrustRefusal;
  /** Where a malformed file is wrong. */
  readonly problems?: readonly Problem[];
};

/** As the device tells it: what is trusted ran out, and that is no reason to stop running or asking. */
export type TrustWord = Exclude<TrustRefusal, 'expired'> | 'stale';

export const wordFor = <R extends string>(refusal: R | 'expired'): R | 'stale' =>
  refusal === 'expired' ? 'stale' : refusal;

export const refuse = (role: string, refusal: TrustRefusal): Refusal => ({ ok: false, role, refusal });
