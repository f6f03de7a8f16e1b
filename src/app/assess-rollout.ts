// Asks the gate about rollouts: gathers their evidence and lets the domain judge it, the same way for tick, page and replay.
import type { StageEvidence } from '../domain/gate/evidence.ts';
import { deriveEvidence } from '../domain/gate/rows.ts';
import type { Verdict } from '../domain/gate/verdict.ts';
import { decideAsked, decideShown, deriveAsked } from '../domain/rollout/assess.ts';
import type { Candidate } from '../domain/rollout/candidate.ts';
import { deriveEvidenceSpan } from '../domain/rollout/evidence-span.ts';
import type { AskedOf, Rollout } from '../domain/rollout/rollout.ts';
import { assert } from './app-error.ts';
import type { Candidates } from './ports/candidates.ts';
import type { Evidence } from './ports/evidence.ts';

export type AssessPorts = { readonly candidates: Candidates; readonly evidence: Evidence };

export type Assessment = {
  readonly rollout: Rollout;
  readonly build: Candidate;
  readonly asked: AskedOf;
  readonly evidence: StageEvidence;
  /** Of `gatherEvidence` without readings that nothing hangs on. */
  readonly verdict: Verdict;
};

/** What can be judged, and what went wrong for the rest; as many queries for a hundred rollouts as for one. */
export type Gathered = {
  readonly ready: readonly { readonly rollout: Rollout; judge(): Assessment }[];
  readonly failures: readonly unknown[];
};

export async function gatherEvidence(
  ports: AssessPorts,
  rollouts: readonly Rollout[],
  nowMs: number,
): Promise<Gathered> {
  const builds = await ports.candidates.loadBuilds(rollouts.map(({ buildId }) => buildId));
  const known = rollouts.flatMap((rollout) => {
    const build = builds.find(({ buildId }) => buildId === rollout.buildId);
    const asked = deriveAsked(rollout, nowMs);
    return build === undefined || asked === null ? [] : [{ rollout, build, asked }];
  });
  const questions = known.map(({ rollout, build }) => {
    return { rolloutId: rollout.id, models: build.models, span: deriveEvidenceSpan(rollout) };
  });
  const rows = await ports.evidence.loadRows(questions, nowMs);
  const ready = known.map(({ rollout, build, asked }, index) => ({
    rollout,
    judge(): Assessment {
      const counts = rows[index];
      assert(counts !== undefined, 'an answer for each question');
      const evidence = deriveEvidence(counts);
      return { rollout, build, asked, evidence, verdict: decideAsked(asked, evidence) };
    },
  }));
  const lost = rollouts.filter(({ id }) => !known.some(({ rollout }) => rollout.id === id));
  return { ready, failures: lost.map(({ id }) => new Error(`rollout ${id} names no build or no stage`)) };
}

export async function assessRollout(ports: AssessPorts, rollout: Rollout, nowMs: number): Promise<Assessment> {
  const { ready } = await gatherEvidence(ports, [rollout], nowMs);
  const [only] = ready;
  assert(only !== undefined, `rollout ${rollout.id} names a build and a stage`);
  const assessment = only.judge();
  return { ...assessment, verdict: decideShown(assessment.asked, assessment.evidence) };
}
