// A gate's decision from its record: the same verdict for anybody, one digest, and no digit that could be changed unseen.
import { describe, expect, it } from 'vitest';
import { deriveEvidence } from '../../../src/domain/gate/rows.ts';
import { decideShown, deriveAsked } from '../../../src/domain/rollout/assess.ts';
import { checkRolloutOf, deriveRecordDigest, replayRecord } from '../../../src/domain/rollout/decision-record.ts';
import { rollout } from '../../samples/rollouts.ts';
import { nowMs } from '../../samples/statements.ts';
import { healthyRows } from '../gate/samples.ts';

const evidence = deriveEvidence(healthyRows({ reachedMs: nowMs }));
const asked = deriveAsked(rollout(), nowMs) ?? expect.fail();
const record = { asked, evidence, verdict: decideShown(asked, evidence) };

/** As a database gives it back: names in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, part]) => [name, turned(part)]),
  );
}

describe('a record', () => {
  it('gives the same verdict and the same digest after any storage', () => {
    const stored = turned(JSON.parse(JSON.stringify(record))) as typeof record;
    expect(replayRecord(stored)).toEqual({
      verdict: record.verdict,
      isSame: true,
      difference: null,
      digest: deriveRecordDigest(record),
    });
  });

  it('shows when the verdict is not what the evidence says', () => {
    const forged = { ...record, verdict: { ...record.verdict, kind: 'halt' } };
    expect(replayRecord(forged).isSame).toBe(false);
    const harm = { ...record.verdict.harm, e: (record.verdict.harm?.e ?? 0) * (1 + 1e-12) };
    const bent = replayRecord({ ...record, verdict: { ...record.verdict, harm } });
    expect(bent).toMatchObject({ isSame: false, difference: { where: 'harm.e', recorded: String(harm.e) } });
  });

  it('is of one rollout, and of no other', () => {
    expect(checkRolloutOf(asked, 1)).toBeNull();
    expect(checkRolloutOf(asked, 2)).toEqual({ where: 'asked.rolloutId', recorded: '1', again: '2' });
    expect(checkRolloutOf({}, 2)).toBeNull();
  });

  it('has another digest for every other word in it', () => {
    const digest = deriveRecordDigest(record);
    const others = [
      { ...record, asked: { ...asked, nowMs: asked.nowMs + 1 } },
      { ...record, asked: { ...asked, rolloutId: 2 } },
      { ...record, asked: { ...asked, quarantined: ['n1'] } },
      { ...record, evidence: { ...evidence, reachedMs: nowMs - 1 } },
      { ...record, verdict: null },
    ];
    expect(new Set([digest, ...others.map(deriveRecordDigest)]).size).toBe(1 + others.length);
  });
});
