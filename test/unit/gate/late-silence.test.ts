// Devices that confirmed and fell silent days later: no other signal sees them, and nothing else is changed by them.
import { describe, expect, it } from 'vitest';
import { deriveHarmWithLate, lateSilence } from '../../../src/domain/gate/late-silence.ts';
import { addCell, startLedger } from '../../../src/domain/gate/ledger.ts';
import type { SilenceWindow } from '../../../src/domain/gate/rows.ts';
import { meanOver } from './means.ts';
import { firstStage, healthyRows, judge } from './samples.ts';

const rule = firstStage.signals.find(({ signal }) => signal === 'silence');
if (rule?.test !== 'ratio') throw new Error('silence is compared with control');

it('has mean 1 at the margin and at most 1 under it', () => {
  for (const total of [1, 4, 20]) {
    const arms = [300, 9000] as const;
    const mean = (ratio: number) =>
      meanOver(total, ratio, arms, (events) => {
        const [model] = startLedger(['A-1']).models;
        if (model === undefined) return Number.NaN;
        addCell(model, lateSilence, {
          events,
          exposure: arms[0],
          controlEvents: total - events,
          controlExposure: arms[1],
        });
        return deriveHarmWithLate(rule, 0, [model]);
      });
    expect(mean(1.1)).toBeCloseTo(1, 6);
    for (const ratio of [0.3, 0.9, 1]) expect(mean(ratio)).toBeLessThanOrEqual(1 + 1e-6);
  }
});

describe('who falls silent days after the install', () => {
  const callsOf = (newSilent: number): SilenceWindow[] =>
    ['A-1', 'B-2'].map((model) => ({ model, hourMs: 0, newDue: 400, newSilent, controlDue: 4000, controlSilent: 40 }));

  it('halts, is what is shown, and devices are better off on the fallback', () => {
    const verdict = judge(healthyRows({ calls: callsOf(20) }));
    expect(verdict).toMatchObject({ kind: 'halt', isRetreatDue: true });
    expect(verdict.reasons[0]?.sentence).toContain('Silence of devices is 5.0 times control: 40 in 800 devices');
  });

  it('is as many as of control on a good build, which goes on', () => {
    const [asked, unasked] = [judge(healthyRows({ calls: callsOf(4) })), judge(healthyRows())];
    expect(asked.kind).toBe(unasked.kind);
    const shownOf = ({ signals }: typeof asked) =>
      signals.filter(({ signal }) => signal === 'silence').map(({ events, exposure }) => [events, exposure]);
    expect(shownOf(asked)).toEqual(shownOf(unasked));
  });

  it('is bet on from the start, asked of anybody yet or not', () => {
    const [silence] = judge(healthyRows({ calls: [] })).signals.filter(({ signal }) => signal === 'silence');
    const [alone] = judge(healthyRows()).signals.filter(({ signal }) => signal === 'silence');
    expect(silence?.harm.e).toBeGreaterThan(alone?.harm.e ?? Number.NaN);
    expect(silence?.harm.e).toBeLessThan(1);
  });

  it('cannot be more than were asked', () => {
    const calls = [{ model: 'A-1', hourMs: 0, newDue: 4, newSilent: 5, controlDue: 0, controlSilent: 0 }];
    expect(judge(healthyRows({ calls })).reasons.map(({ code }) => code)).toContain('unreadable-evidence');
  });
});
