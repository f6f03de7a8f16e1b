// Takes a reporter's word whether the build that should fix their report does; a device that has it may reopen the issue.
import { hasBuild, isReopening, isRetestAsked, type RetestAnswer } from '../domain/loop/retest.ts';
import { cleanText } from '../domain/privacy/clean-text.ts';
import { cutCleaned } from '../domain/privacy/cut.ts';
import { auditOf } from './by.ts';
import { testerActor } from './join-issue.ts';
import type { OwnReport, Reopening, Testers } from './ports/testers.ts';

export type GivenAnswer = {
  readonly answer: RetestAnswer;
  /** May be empty; cleaned before it is kept. */
  readonly remark: string;
  /** The build that the reporter was asked about; null for the one that the issue names. */
  readonly build: string | null;
};

/**
 * `too-early`: their device has not said yet that it runs the build, so that "still there" proves nothing.
 * `not-asked`: no build is said to fix it, their device cannot get it, or it is another build by now.
 */
export type AnswerRetestAnswer =
  | { readonly ok: true; readonly outcome: 'counted' | 'reopened' | 'too-early' }
  | { readonly ok: false; readonly refusal: 'not-asked' };

export const maxRemarkChars = 2_000;

export async function answerRetest(
  { testers }: { readonly testers: Testers },
  own: OwnReport,
  given: GivenAnswer,
  nowMs: number,
): Promise<AnswerRetestAnswer> {
  const { report, issue, device, build } = own;
  if (build === null || !isRetestAsked(issue, device, build)) return { ok: false, refusal: 'not-asked' };
  if (given.build !== null && given.build !== build.id) return { ok: false, refusal: 'not-asked' };
  const { answer } = given;
  const remark = cleanText(cutCleaned(given.remark, maxRemarkChars)).text.replaceAll('\0', '').trim();
  const { product } = report;
  const isReopened = isReopening(issue, answer, { device, build });
  const text = `A tester's device that has build ${build.version} still shows it.`;
  const comment = { audience: 'change', author: testerActor, text, atMs: nowMs, isBack: true } as const;
  const subject = `${product}/${issue.number}`;
  const audit = auditOf({ actor: testerActor, nowMs }, 'issue reopened', subject, { build: build.id });
  const reopening: Reopening | null = isReopened ? { number: issue.number, comment, audit } : null;
  await testers.recordRetest(
    { product, reportId: report.id, buildId: build.id, answer, remark, atMs: nowMs },
    reopening,
  );
  const isTooEarly = answer === 'still-there' && (device === null || !hasBuild(device, build));
  return { ok: true, outcome: isReopened ? 'reopened' : isTooEarly ? 'too-early' : 'counted' };
}
