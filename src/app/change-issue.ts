// Changes status, fix or owner of an issue: judged, told to its reporters, audited.
import { type ChangeRefusal, decideChange, type WantedChange } from '../domain/issue/change.ts';
import { type FixingName, nameFix } from '../domain/issue/fixing-build.ts';
import type { Issue } from '../domain/issue/issue.ts';
import { auditOf, type By } from './by.ts';
import type { Builds } from './ports/builds.ts';
import type { Issues } from './ports/issues.ts';

export type ChangeIssueAnswer =
  | { readonly ok: true; readonly issue: Issue }
  | {
      readonly ok: false;
      readonly refusal: 'unknown-issue' | 'unknown-build' | ChangeRefusal;
    }
  /** Somebody changed it since it was looked at; `current` is what they made of it. */
  | { readonly ok: false; readonly refusal: 'conflict'; readonly current: Issue };

/** `parent` is the version of the issue that was looked at; without one the change is to whatever it is. */
export type IssueChangeAsked = Omit<WantedChange, 'fixedIn' | 'fixedName' | 'isFixToCome'> & {
  /** A version, vendor string or id; a version may be of a build that is still to come. */
  readonly fixedIn?: string | null | undefined;
  readonly product: string;
  readonly number: number;
  readonly parent?: number | undefined;
};

export type ChangeIssuePorts = {
  readonly issues: Issues;
  readonly builds: Pick<Builds, 'loadBuild' | 'loadBuildByName'>;
};

/** Nothing happens, and nothing is audited, when it is so already. */
export async function changeIssue(
  ports: ChangeIssuePorts,
  { product, number, parent, ...wanted }: IssueChangeAsked,
  by: By,
): Promise<ChangeIssueAnswer> {
  const found = await ports.issues.loadIssue(product, number);
  if (found === null) return { ok: false, refusal: 'unknown-issue' };
  if (parent !== undefined && parent !== found.issue.version)
    return { ok: false, refusal: 'conflict', current: found.issue };
  const named = wanted.fixedIn ?? null;
  const fix = named === null ? null : await findFix(ports.builds, product, named);
  if (named !== null && fix === null) return { ok: false, refusal: 'unknown-build' };
  const decided = decideChange(found.issue, {
    ...wanted,
    ...(fix === null ? {} : { fixedIn: fix.fixedIn, fixedName: fix.version, isFixToCome: fix.isToCome }),
  });
  if (!decided.ok)
    return decided.refusal === 'nothing-changes'
      ? { ok: true, issue: found.issue }
      : { ok: false, refusal: decided.refusal };
  const { told } = decided;
  const comment = {
    audience: 'change',
    author: by.actor,
    text: decided.sentence,
    atMs: by.nowMs,
    ...(told === null ? {} : { status: told.status, fixedIn: told.fixedIn }),
    told: told === null ? null : told.sentence,
  } as const;
  const audit = auditOf(by, 'issue changed', `${product}/${number}`, decided.change);
  if (!(await ports.issues.recordChange(found.issue, decided.change, comment, audit))) {
    const current = (await ports.issues.loadIssue(product, number))?.issue ?? found.issue;
    return { ok: false, refusal: 'conflict', current };
  }
  return { ok: true, issue: { ...found.issue, ...decided.change, version: found.issue.version + 1 } };
}

async function findFix(builds: ChangeIssuePorts['builds'], product: string, name: string): Promise<FixingName | null> {
  const build = (await builds.loadBuildByName(product, name)) ?? (await builds.loadBuild(name));
  return nameFix(name, build?.product === product ? build : null);
}
