// The record of a gate's decision: what it was asked, what it looked at and what it said, with one digest over all of it.
import { hexOf, utf8Bytes } from '../bytes.ts';
import type { StageEvidence } from '../gate/evidence.ts';
import type { Verdict } from '../gate/verdict.ts';
import { sha256 } from '../trust/sha256.ts';
import { decideShown } from './assess.ts';
import { type Difference, deriveFirstDifference } from './first-difference.ts';
import type { AskedOf } from './rollout.ts';

export type DecisionRecord = {
  readonly asked: AskedOf;
  readonly evidence: StageEvidence;
  /** As it was recorded; nothing of it is taken for granted. */
  readonly verdict: unknown;
};

/** SHA-256 in hex over JSON with sorted names: numbers are written as ECMAScript writes them, which is one way only. */
export function deriveRecordDigest({ asked, evidence, verdict }: DecisionRecord): string {
  return hexOf(sha256(utf8Bytes(write({ asked, evidence, verdict }))));
}

/** A database or a file may have put names in another order; what is said is the same. */
function write(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Null unless the record names another rollout than the one whose decision it is said to be. */
export function checkRolloutOf({ rolloutId }: Pick<AskedOf, 'rolloutId'>, id: number): Difference | null {
  if (rolloutId === undefined || rolloutId === id) return null;
  return { where: 'asked.rolloutId', recorded: String(rolloutId), again: String(id) };
}

export type Replay = {
  /** What the gate says to the same question and evidence. */
  readonly verdict: Verdict;
  /** The recorded verdict is the same in every reading and digit. */
  readonly isSame: boolean;
  /** The first place at which it is not. */
  readonly difference: Difference | null;
  readonly digest: string;
};

export function replayRecord(record: DecisionRecord): Replay {
  const verdict = decideShown(record.asked, record.evidence);
  // As it would come back from where it is kept: what JSON does not write is not said.
  const difference = deriveFirstDifference(record.verdict, JSON.parse(JSON.stringify(verdict)));
  return { verdict, isSame: difference === null, difference, digest: deriveRecordDigest(record) };
}
