// The device's own rules on a signed ceiling: it is about this image, in force, and this device's place is below it.
import type { CeilingStage, CeilingStatement } from '../build/ceiling-statement.ts';
import type { NamedRelease } from '../build/release-statement.ts';
import type { Signed } from '../build/signed.ts';
import { type Attributes, everyoneCohort, hasAttributes } from '../rollout/cohort.ts';
import { deriveLifeMs } from './repository/life.ts';

export type CeilingRefusal =
  | 'ceiling-expired'
  | 'ceiling-for-another-release'
  | 'release-changed'
  | 'ceiling-outdated'
  | 'stopped'
  | 'not-in-ceiling'
  | 'before-stage-opens';

export type CeilingCheck =
  | { readonly ok: true; readonly stage: CeilingStage }
  | { readonly ok: false; readonly refusal: Exclude<CeilingRefusal, 'before-stage-opens'> }
  | { readonly ok: false; readonly refusal: 'before-stage-opens'; readonly opensMs: number };

export type CeilingQuestion = {
  readonly ceiling: Signed<CeilingStatement>;
  readonly release: NamedRelease;
  /** Cohorts besides `everyone` that the device is in. */
  readonly cohorts: readonly string[];
  /** What the device knows of itself, for cohorts that a rule makes. */
  readonly attributes: Attributes;
  /** The device's place 0..999 under the ceiling's salt. */
  readonly place: number;
  /** Highest seq the device has taken for this rollout; 0 for none. */
  readonly seenSeq: number;
  /** Highest signed stop the device has seen for this release; 0 for none. */
  readonly stopSeq: number;
  /** What expiry is judged by: the later of the device's clock and the newest verified timestamp. */
  readonly nowMs: number;
  /** The device's own clock, which stages open by. */
  readonly clockMs: number;
};

/** Signatures are checked before. Whatever the server says, a device outside every open stage installs nothing. */
export function checkCeiling(question: CeilingQuestion): CeilingCheck {
  const { nowMs } = question;
  const { statement: release, releaseSha256 } = question.release;
  const ceiling = question.ceiling.statement;
  if (nowMs >= question.ceiling.expiresMs || nowMs > ceiling.notAfterMs)
    return { ok: false, refusal: 'ceiling-expired' };
  const isOfRelease =
    ceiling.product === release.product &&
    ceiling.releaseId === release.releaseId &&
    ceiling.imageSha256 === release.image.sha256;
  if (!isOfRelease) return { ok: false, refusal: 'ceiling-for-another-release' };
  if (ceiling.releaseSha256 !== releaseSha256) return { ok: false, refusal: 'release-changed' };
  if (ceiling.seq < question.seenSeq) return { ok: false, refusal: 'ceiling-outdated' };
  if (question.stopSeq > ceiling.clearsStopSeq) return { ok: false, refusal: 'stopped' };
  return checkStages(question);
}

/** Stages add up: any open one that holds the device lets it in; otherwise the earliest that will. */
function checkStages(question: CeilingQuestion): CeilingCheck {
  const { ceiling, place } = question;
  const atMs = deriveOpeningMs(question);
  const holding = ceiling.statement.stages.filter((stage) => place < stage.permille && isInCohortOf(stage, question));
  const open = holding.find(({ notBeforeMs }) => notBeforeMs <= atMs);
  if (open !== undefined) return { ok: true, stage: open };
  if (holding.length === 0) return { ok: false, refusal: 'not-in-ceiling' };
  const opensMs = Math.min(...holding.map(({ notBeforeMs }) => notBeforeMs));
  return { ok: false, refusal: 'before-stage-opens', opensMs };
}

/**
 * Whoever has the timestamp key can make time go faster, so a stage opens by the device's own clock. A clock that shows
 * a time before this very ceiling was signed is wrong for certain (a battery ran out), and only then the service's word
 * is taken: such a device would never be updated otherwise.
 */
function deriveOpeningMs({ ceiling, nowMs, clockMs }: CeilingQuestion): number {
  const signedMs = ceiling.expiresMs - deriveLifeMs('rollout');
  return clockMs < signedMs ? nowMs : Math.min(clockMs, nowMs);
}

/** The signed rule decides, not what the service makes of the cohort's name today. */
function isInCohortOf({ cohort, rule }: CeilingStage, { cohorts, attributes }: CeilingQuestion): boolean {
  if (rule !== undefined) return hasAttributes(rule, attributes);
  return cohort === everyoneCohort || cohorts.includes(cohort);
}
