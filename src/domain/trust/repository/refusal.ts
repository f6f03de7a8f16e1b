// Why the repository does not take a role file: closed words, each with what to do about it.
import type { Problem } from '../../result.ts';

export type TrustRefusal =
  // Of any file
  | 'unknown-role'
  | 'nothing-published'
  | 'storage-behind'
  | 'version-taken'
  | 'version-skipped'
  | 'expired'
  | 'expires-too-late'
  | 'file-not-readable'
  // Of who signed it
  | 'not-signed'
  | 'not-a-key-of-this-role'
  | 'signature-not-valid'
  // Of a root and of delegations
  | 'threshold-not-sane'
  | 'key-not-usable'
  | 'online-key-in-offline-role'
  | 'service-cannot-sign'
  | 'not-consistent'
  | 'targets-not-empty'
  | 'delegation-not-ours'
  // Of statements
  | 'delegations-not-allowed'
  | 'path-outside-delegation'
  | 'statement-of-another-role'
  | 'release-changed'
  | 'counter-not-higher'
  | 'ceiling-outdated'
  | 'permit-changed'
  | 'release-named-otherwise'
  | 'stop-outdated'
  | 'stop-removed'
  | 'changes-refused'
  | 'too-many-proposals';

export type Refused = {
  readonly ok: false;
  readonly refusal: TrustRefusal;
  readonly problems: readonly [Problem, ...Problem[]];
};
export type Check = { readonly ok: true } | Refused;

export const passed: Check = { ok: true };

/** Refuses with the one thing that is wrong; people mend one at a time. */
export const refuseFile = (refusal: TrustRefusal, ...problems: readonly [Problem, ...Problem[]]): Refused => ({
  ok: false,
  refusal,
  problems,
});

/** The first check that fails, or that all passed. Later ones are not run: they may rely on the earlier. */
export function checkAll(...checks: readonly (() => Check)[]): Check {
  for (const check of checks) {
    const answer = check();
    if (!answer.ok) return answer;
  }
  return passed;
}
