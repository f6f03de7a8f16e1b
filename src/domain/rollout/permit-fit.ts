// Checks that a signed permit lets devices go back from exactly a rollout's build to exactly its fallback.
import type { PermitStatement } from '../build/permit-statement.ts';
import type { Signed } from '../build/signed.ts';
import type { Problem } from '../result.ts';
import type { Candidate } from './candidate.ts';

export type PermitQuestion = {
  readonly permit: Signed<PermitStatement>;
  readonly build: Candidate;
  readonly fallback: Candidate;
  readonly nowMs: number;
};

/** Everything that would make devices refuse it; empty when they will go. Signatures are checked elsewhere. */
export function checkPermitFit({ permit, build, fallback, nowMs }: PermitQuestion): Problem[] {
  const { product, from, to, notAfterMs } = permit.statement;
  const problems: Problem[] = [];
  const refuse = (where: string, what: string, fix: string) => problems.push({ where, what, fix });
  if (product !== build.product) refuse('product', `is ${product}`, `Sign a permit for ${build.product}.`);
  if (!from.some((source) => isOf(source, build))) {
    refuse(
      'from',
      `does not name ${build.buildId} by its image`,
      `Sign a permit from ${build.buildId} to ${fallback.buildId}.`,
    );
  }
  if (!isOf(to, fallback)) {
    refuse(
      'to',
      `names ${to.releaseId}, or another image of it`,
      `Sign a permit to ${fallback.buildId}, the fallback of this rollout.`,
    );
  }
  if (fallback.isWithdrawn) {
    const fix = 'Hold the rollout and publish a better build: nobody may be brought to this one.';
    refuse('to', `names ${fallback.buildId}, which was withdrawn`, fix);
  }
  if (nowMs > notAfterMs || nowMs >= permit.expiresMs) {
    refuse('notAfterMs', 'has passed', 'Sign a permit that is in force for as long as devices may need to go back.');
  }
  return problems;
}

const isOf = (named: { releaseId: string; imageSha256: string }, build: Candidate): boolean =>
  named.releaseId === build.buildId && named.imageSha256 === build.imageSha256;
