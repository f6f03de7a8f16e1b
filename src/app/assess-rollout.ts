// Asks the gate about rollouts: gathers their evidence and lets the domain judge it, the same way for tick, page and replay.
import type { StageEvidence } from '../domain/gate/evidence.ts';
import { deriveGroups, type Groups, noOffsets } from '../domain/gate/groups.ts';
import { deriveSide, type Heard, nothingHeard } from '../domain/gate/heard.ts';
import { deriveLearned, derivePastPriors } from '../domain/gate/lesson.ts';
import { deriveMetricCounts } from '../domain/gate/metric-counts.ts';
import { deriveWindow } from '../domain/gate/parts.ts';
import { deriveEvidence } from '../domain/gate/rows.ts';
import type { Verdict } from '../domain/gate/verdict.ts';
import { decideAsked, decideShown, deriveAsked } from '../domain/rollout/assess.ts';
import type { Candidate } from '../domain/rollout/candidate.ts';
import { deriveEvidenceSpan } from '../domain/rollout/evidence-span.ts';
import type { AskedOf, Rollout } from '../domain/rollout/rollout.ts';
import { assert } from './app-error.ts';
import type { Candidates } from './ports/candidates.ts';
import type { Evidence } from './ports/evidence.ts';
import type { Hearsay } from './ports/hearsay.ts';
import type { Lessons } from './ports/lessons.ts';

export type AssessPorts = {
  readonly candidates: Candidates;
  readonly evidence: Evidence;
  readonly lessons: Lessons;
  readonly hearsay: Hearsay;
};

export type Assessment = {
  readonly rollout: Rollout;
  readonly build: Candidate;
  readonly asked: AskedOf;
  readonly evidence: StageEvidence;
  readonly heard: Heard;
  readonly groups: Groups;
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
  const lessons = await ports.lessons.loadLessons(rollouts);
  const known = rollouts.flatMap((rollout, index) => {
    const build = builds.find(({ buildId }) => buildId === rollout.buildId);
    const asked = deriveAsked(rollout, nowMs);
    if (build === undefined || asked === null) return [];
    const taught = lessons[index] ?? [];
    const learned = deriveLearned(asked.policy, taught);
    return [{ rollout, build, asked: { ...asked, learned }, taught }];
  });
  const questions = known.map(({ rollout, build }) => {
    return { rolloutId: rollout.id, models: build.models, span: deriveEvidenceSpan(rollout) };
  });
  const heard = await ports.hearsay.loadHeard(
    known.map(({ rollout, build }) => ({ ...rollout, rolloutId: rollout.id, models: build.models })),
    nowMs,
  );
  const rows = await ports.evidence.loadRows(questions, nowMs);
  const ready = known.map(({ rollout, build, asked, taught }, index) => ({
    rollout,
    judge(): Assessment {
      const counts = rows[index];
      assert(counts !== undefined, 'an answer for each question');
      const said = heard[index] ?? nothingHeard;
      const offsets = asked.learned.offsets ?? noOffsets;
      const windows = counts.windows.map((window) => deriveWindow(window, offsets));
      const priors = derivePastPriors(taught);
      // What a build does to a model that was taken out is no group's way to be.
      const groups = deriveGroups(counts.windows.filter(({ model }) => !asked.quarantined.includes(model)));
      const side = deriveSide(said, taught, deriveMetricCounts(counts.metrics));
      const evidence = deriveEvidence({ ...counts, windows, priors, side });
      return {
        rollout,
        build,
        asked,
        evidence,
        heard: said,
        groups,
        verdict: decideAsked(asked, evidence),
      };
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
