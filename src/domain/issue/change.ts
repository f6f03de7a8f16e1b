// Judges what people want to change about an issue, and says it in a sentence for the house and one for its reporters.
import type { Issue, IssueStatus } from './issue.ts';

export type WantedChange = {
  readonly status?: IssueStatus | undefined;
  /** The id of a build; needed for `fixed`. */
  readonly fixedIn?: string | null | undefined;
  /** What people call that build, and whether it is still to come. */
  readonly fixedName?: string | undefined;
  readonly isFixToCome?: boolean | undefined;
  readonly assignee?: string | null | undefined;
  readonly isHidden?: boolean | undefined;
};

/** `build-without-fix`: a build is named, and the status says that nothing fixes it. */
export type ChangeRefusal = 'build-missing' | 'build-without-fix' | 'merge-instead' | 'is-merged';

export type ChangeDecision =
  | {
      readonly ok: true;
      readonly change: Pick<Issue, 'status' | 'fixedIn' | 'assignee' | 'regressedMs' | 'isHidden'>;
      readonly sentence: string;
      /** What its reporters hear of it; null when it is none of their business. */
      readonly told: {
        readonly status: IssueStatus;
        readonly fixedIn: string | null;
        readonly sentence: string;
      } | null;
    }
  | { readonly ok: false; readonly refusal: ChangeRefusal | 'nothing-changes' };

const words: Readonly<Record<IssueStatus, string>> = {
  new: 'is new again',
  triaged: 'was looked at',
  'in-progress': 'is being worked on',
  fixed: 'is fixed',
  'wont-fix': 'will not be fixed',
  duplicate: 'is a duplicate',
};

/** `fixedIn` of the issue is kept only while it is fixed; a regression ends with any word about the status. */
export function decideChange(issue: Issue, wanted: WantedChange): ChangeDecision {
  if (issue.mergedInto !== null) return { ok: false, refusal: 'is-merged' };
  if (wanted.status === 'duplicate') return { ok: false, refusal: 'merge-instead' };
  const status = wanted.status ?? issue.status;
  const fixedIn = status === 'fixed' ? (wanted.fixedIn ?? issue.fixedIn) : null;
  if (status !== 'fixed' && (wanted.fixedIn ?? null) !== null) return { ok: false, refusal: 'build-without-fix' };
  if (status === 'fixed' && fixedIn === null) return { ok: false, refusal: 'build-missing' };
  const assignee = wanted.assignee === undefined ? issue.assignee : wanted.assignee;
  const isHidden = wanted.isHidden ?? issue.isHidden;
  const isStatusSaid = wanted.status !== undefined && (status !== issue.status || issue.regressedMs !== null);
  const isBuildSaid = fixedIn !== issue.fixedIn && status === 'fixed';
  const isTold = isStatusSaid || isBuildSaid;
  const whenWords = wanted.isFixToCome === true ? ', which is still to come' : '';
  const toldWords = `It ${words[status]}${fixedIn === null ? '' : ` in build ${wanted.fixedName ?? fixedIn}${whenWords}`}.`;
  const said = isTold ? [toldWords] : [];
  if (assignee !== issue.assignee) said.push(assignee === null ? 'Nobody has it any more.' : `${assignee} has it.`);
  if (isHidden !== issue.isHidden)
    said.push(isHidden ? 'Its title is kept from testers.' : 'Testers may see its title.');
  if (said.length === 0) return { ok: false, refusal: 'nothing-changes' };
  const change = { status, fixedIn, assignee, isHidden, regressedMs: isTold ? null : issue.regressedMs };
  return { ok: true, change, sentence: said.join(' '), told: isTold ? { status, fixedIn, sentence: toldWords } : null };
}
