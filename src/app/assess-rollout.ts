// Asks the gate about a rollout: gathers its evidence and lets the domain judge it, the same way for tick, page and replay.
import type { StageEvidence } from '../domain/gate/evidence.ts';
import { deriveEvidence } from '../domain/gate/rows.ts';
import { decideVerdict, type Verdict } from '../domain/gate/verdict.ts';
import type { Candidate } from '../domain/rollout/candidate.ts';
import { deriveEvidenceSpan } from '../domain/rollout/evidence-span.ts';
import type { Rollout } from '../domain/rollout/rollout.ts';
import { assert } from './app-error.ts';
import type { Candidates } from './ports/candidates.ts';
import type { Evidence } from './ports/evidence.ts';

export type AssessPorts = { readonly candidates: Candidates; readonly evidence: Evidence };

export type Assessment = {
  readonly build: Candidate;
  readonly evidence: StageEvidence;
  readonly verdict: Verdict;
};

export async function assessRollout(ports: AssessPorts, rollout: Rollout, nowMs: number): Promise<Assessment> {
  const build = await ports.candidates.loadCandidate(rollout.product, rollout.buildId);
  const stage = rollout.stages[rollout.stageIndex];
  assert(build !== null && stage !== undefined, `rollout ${rollout.id} names a build and a stage`);
  const span = deriveEvidenceSpan(rollout);
  const rows = await ports.evidence.loadRows({ rolloutId: rollout.id, models: build.models, span, nowMs });
  const evidence = deriveEvidence(rows);
  const clock = { enteredMs: rollout.stageEnteredMs, bakeS: stage.bakeS, tranches: 0 };
  const question = { evidence, policy: stage.gates, stage: clock, quarantined: [], nowMs, isShown: true };
  return { build, evidence, verdict: decideVerdict(question) };
}
