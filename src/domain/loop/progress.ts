// What became of a report, on one line of time: only what its reporter may hear.
import type { IssueComment, IssueStatus } from '../issue/issue.ts';
import type { RetestAnswer } from './retest.ts';

/** A comment as its reporter may hear it: words to testers, or a change of status without its sentence, which may name people. */
export type Told = Pick<IssueComment, 'atMs'> &
  (
    | { readonly audience: 'tester'; readonly text: string }
    | {
        readonly audience: 'change';
        /** Number of the issue: a report hears of the one that it came into and of the one that it is in. */
        readonly of: number;
        readonly status: IssueStatus;
        readonly build: FixingStep | null;
      }
    /** It came back after a fix. */
    | { readonly audience: 'back' }
  );

/** The build that fixes it, as it was when that was said. */
type FixingStep = { readonly name: string; readonly isToCome: boolean };

export type ReportedFacts = {
  readonly receivedMs: number;
  readonly reportedBuild: string;
  readonly told: readonly Told[];
  readonly regressedMs: number | null;
  /** Name of the build that its reporter is asked to try; null when they are not asked. */
  readonly askedBuild: string | null;
  readonly retests: readonly {
    readonly build: string;
    readonly answer: RetestAnswer;
    readonly remark: string;
    readonly atMs: number;
  }[];
};

export type Step = { readonly atMs: number } & (
  | { readonly kind: 'received' | 'promised' | 'asked'; readonly build: string }
  /** `isAgain`: it was said of this build before, and the fault came back in between. */
  | { readonly kind: 'fixed'; readonly build: string; readonly isAgain: boolean }
  /** `isEarlier`: it was said to others, before this report came. */
  | { readonly kind: 'answered'; readonly text: string; readonly isEarlier: boolean }
  | { readonly kind: 'reopened' | 'triaged' | 'in-progress' | 'wont-fix' | 'same' | 'regressed' | 'thanked' }
  | { readonly kind: 'retested'; readonly build: string; readonly answer: RetestAnswer; readonly remark: string }
);

const kinds = {
  new: 'reopened',
  triaged: 'triaged',
  'in-progress': 'in-progress',
  'wont-fix': 'wont-fix',
  duplicate: 'same',
} as const satisfies Record<Exclude<IssueStatus, 'fixed'>, Step['kind']>;

type Changed = Told & { readonly audience: 'change' };

type Said = Exclude<Told, { audience: 'back' }>;

function toStep(told: Said, before: Changed | undefined, receivedMs: number): Step {
  const { atMs } = told;
  if (told.audience === 'tester') return { atMs, kind: 'answered', text: told.text, isEarlier: atMs < receivedMs };
  if (told.status !== 'fixed') return { atMs, kind: kinds[told.status] };
  const { name: build, isToCome } = told.build ?? { name: '?', isToCome: false };
  if (isToCome) return { atMs, kind: 'promised', build };
  // Nobody can say it twice of an issue that has not come back.
  const isAgain = before?.status === 'fixed' && before.build?.name === build && before.build.isToCome === false;
  return { atMs, kind: 'fixed', build, isAgain };
}

/** `told` the oldest first. */
function toSteps(told: readonly Said[], receivedMs: number): Step[] {
  const last = new Map<number, Changed>();
  return told.map((each) => {
    if (each.audience === 'tester') return toStep(each, undefined, receivedMs);
    const step = toStep(each, last.get(each.of), receivedMs);
    last.set(each.of, each);
    return step;
  });
}

/** The oldest first. Asked comes behind the fix, thanks behind the word that it is gone. */
export function deriveSteps(facts: ReportedFacts): Step[] {
  const { receivedMs, reportedBuild, told, regressedMs, askedBuild, retests } = facts;
  const inOrder = told.filter((each) => each.audience !== 'back').sort((one, other) => one.atMs - other.atMs);
  const steps: Step[] = [{ atMs: receivedMs, kind: 'received', build: reportedBuild }, ...toSteps(inOrder, receivedMs)];
  if (askedBuild !== null) {
    const fixedMs = Math.max(receivedMs, ...steps.filter(({ kind }) => kind === 'fixed').map(({ atMs }) => atMs));
    steps.push({ atMs: fixedMs, kind: 'asked', build: askedBuild });
  }
  for (const { atMs, ...retest } of retests) {
    steps.push({ atMs, kind: 'retested', ...retest });
    if (retest.answer === 'fixed') steps.push({ atMs, kind: 'thanked' });
  }
  // Behind the word that it is still there, which may be what brought it back at that moment.
  const backs = told.filter(({ audience }) => audience === 'back').map(({ atMs }) => atMs);
  if (regressedMs !== null && !backs.includes(regressedMs)) backs.push(regressedMs);
  for (const atMs of backs) steps.push({ atMs, kind: 'regressed' });
  return steps.sort((one, other) => one.atMs - other.atMs);
}
