// What `gate explain` prints: a table where it fits, and a few lines for each signal where a terminal would break it.
import { describe, expect, it } from 'vitest';
import { describeGate } from '../../../src/cli/rollouts/gate-lines.ts';
import { measureWidth } from '../../../src/cli/terminal/table.ts';
import { plainLine } from '../../../src/cli/terminal/words.ts';
import { deriveEvidence } from '../../../src/domain/gate/rows.ts';
import { decideShown, deriveAsked } from '../../../src/domain/rollout/assess.ts';
import { gateExplanation } from '../../../src/wire/release/gate.ts';
import { rollout } from '../../samples/rollouts.ts';
import { nowMs } from '../../samples/statements.ts';
import { dayMs, healthyRows, windowsOf } from '../gate/samples.ts';

const asked = deriveAsked(rollout(), nowMs);
const evidence = deriveEvidence(
  healthyRows({ windows: [...windowsOf('A-1', { newCrashes: 3 }), ...windowsOf('B-2')], reachedMs: nowMs }),
);
if (asked === null) throw new Error('the sample has a stage');
const explained = gateExplanation.parse({
  rollout: 7,
  state: 'running',
  stage: { index: 0, name: 'first', bakeS: 3600, enteredMs: 0, tranches: 0 },
  verdict: decideShown(asked, evidence),
  does: null,
  waitsFor: 'bake',
  override: null,
  asked: JSON.parse(JSON.stringify(asked)),
  evidence,
});
const linesAt = (columns: number | null) => describeGate(explained, columns).map(plainLine);

describe('the lines of the gate', () => {
  it('are one table where there is room, or where nobody looks', () => {
    const titles = /^signal +model +standing +events +in +control +seen +between +tolerates +evidence +needs/;
    for (const columns of [null, 200]) expect(linesAt(columns).filter((line) => titles.test(line))).toHaveLength(1);
  });

  it('call nothing clear of which nothing was seen', () => {
    const of = (exposure: number) => ({
      ...explained,
      verdict: {
        ...explained.verdict,
        signals: explained.verdict.signals.map((reading) => ({ ...reading, standing: 'clear' as const, exposure })),
      },
    });
    const words = (exposure: number) => describeGate(of(exposure), null).map(plainLine).join(' ');
    expect(words(0)).toMatch(/ unseen /);
    expect(words(0)).not.toMatch(/ clear /);
    expect(words(1)).toMatch(/ clear /);
  });

  it('say that a rollout is over, and not what its gate would do', () => {
    const over = { ...explained, state: 'retreated', waitsFor: 'paused' } as const;
    const [first, second] = describeGate(over, 200).map(plainLine);
    expect([first, second]).toEqual([
      'rollout 7 (retreated), stage first, bakes 1 h: over',
      '  The rollout is over: nothing follows from these counts.',
    ]);
    const watched = { ...over, state: 'completed', waitsFor: 'watch' } as const;
    expect(plainLine(describeGate(watched, 200)[0] ?? '')).not.toContain('over');
  });

  it('say what to write for a fleet too small to prove more, and only where nothing speaks against the build', () => {
    const small = { accepted: 14, due: 14, reported: 14 };
    const judged = (change: Parameters<typeof healthyRows>[0]) => {
      const rows = healthyRows({ stage: small, reachedMs: nowMs + 5 * dayMs, ...change });
      return { ...explained, verdict: decideShown({ ...asked, nowMs: nowMs + 5 * dayMs }, deriveEvidence(rows)) };
    };
    const linesOf = (seen: ReturnType<typeof judged>) =>
      describeGate(gateExplanation.parse({ ...seen, asked: JSON.parse(JSON.stringify(asked)), evidence }), null).map(
        plainLine,
      );
    const held = linesOf(judged({}));
    expect(held).toContain('  14 devices of this stage have reported, 25 are needed: about 11 more devices.');
    expect(held.filter((line) => line.includes('write in the plan `evidence: no-harm`'))).toHaveLength(1);
    const bad = linesOf(judged({ windows: [...windowsOf('A-1', { newCrashes: 3 }), ...windowsOf('B-2')] }));
    expect(bad.some((line) => line.includes('no-harm'))).toBe(false);
  });

  it('are no wider than a terminal of 80 columns, but for sentences', () => {
    const isSentence = (line: string) => /[.;]$/.test(line);
    const wide = linesAt(80).filter((line) => measureWidth(line) > 80 && !isSentence(line));
    expect(wide).toEqual([]);
  });

  it('leave out of a narrow terminal only single models that are clear, and say so', () => {
    const lines = linesAt(80);
    expect(lines.filter((line) => /^crash-rate (all models|A-1): /.test(line))).toHaveLength(2);
    expect(lines.some((line) => /^crash-rate B-2/.test(line))).toBe(false);
    expect(lines.at(-2)).toMatch(/^\d+ more of single models are clear; a wider terminal shows them\.$/);
    const at = lines.findIndex((line) => line.startsWith('crash-rate A-1'));
    expect(lines.slice(at, at + 4)).toEqual([
      expect.stringMatching(/^crash-rate A-1: (harm|against)$/),
      expect.stringMatching(/^ {2}72 in 4,800 device-hours against 480 in 192,000$/),
      expect.stringMatching(/^ {2}seen 6\.00x, between \d\.\d\dx - \d+\.\d\dx, tolerates 2\.00x$/),
      expect.stringMatching(/^ {2}harm \S+ of \S+, safety \S+ of 20$/),
    ]);
  });
});
