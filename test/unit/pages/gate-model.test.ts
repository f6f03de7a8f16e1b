// What the page says of the gate, for every word the gate can say.
import { describe, expect, it } from 'vitest';
import type { SignalReading } from '../../../src/domain/gate/reading.ts';
import { decideGateAction } from '../../../src/domain/rollout/gate-action.ts';
import type { Rollout } from '../../../src/domain/rollout/rollout.ts';
import { gateModel } from '../../../src/pages/rollout/gate-model.ts';
import { rollout, stage } from '../../samples/rollouts.ts';
import { dayMs, nowMs } from '../../samples/statements.ts';
import { reading, safetyStage, share, verdict } from './parts.ts';

function shown(said = verdict(), changes: Partial<Rollout> = {}) {
  const at = rollout(changes);
  return gateModel({
    rollout: at,
    verdict: said,
    action: decideGateAction(at, said, { models: ['n1', 'n2'], nowMs }),
    nowMs,
  });
}
const signalsOf = (...signals: SignalReading[]) => shown(verdict({ signals }));

describe('its word', () => {
  it('is followed by what comes of it', () => {
    expect(shown()).toMatchObject({ word: 'Bakes', follows: 'It waits for the stage to bake.' });
    expect(shown(verdict({ kind: 'hold' }))).toMatchObject({
      word: 'Holds',
      follows: 'It waits until nothing stands against it.',
    });
    expect(shown(verdict({ kind: 'halt' }))).toMatchObject({
      word: 'Halts',
      follows: 'The next tick halts the rollout.',
    });
    expect(shown(verdict({ kind: 'advance' }))).toMatchObject({
      word: 'Lets pass',
      follows: 'The next tick goes on to half.',
    });
  });

  it('says for whom or what it waits although it would let pass', () => {
    const advance = verdict({ kind: 'advance' });
    expect(shown(advance, { stageIndex: 1 }).follows).toBe('It waits for a person to promote it to all.');
    expect(shown(advance, { stageIndex: 2 }).follows).toBe('The next tick completes the rollout.');
    expect(shown(advance, { state: 'held' }).follows).toBe(
      'Nothing moves while the rollout is held; evidence is still counted.',
    );
    const later = [stage('first', 100), stage('half', 500, { notBeforeMs: nowMs + dayMs })];
    expect(shown(advance, { stages: later }).follows).toBe('It waits for the signed ceiling, which opens half in 1 d.');
    expect(shown(advance, { ceilingEndsMs: nowMs - 1 }).follows).toContain('The signed ceiling has expired');
  });

  it('is none any more when the rollout is over, whatever the counts say', () => {
    for (const state of ['completed', 'retreated', 'closed'] as const) {
      const gate = shown(verdict({ kind: 'halt' }), { state });
      expect(gate).toMatchObject({ word: 'Over', tone: 'plain', reasons: [] });
      expect(gate.follows).toContain('nothing follows');
      expect(gate.signals).toHaveLength(2);
    }
  });

  it('is only harm while a completed rollout is watched', () => {
    const watched = { state: 'completed', stageIndex: 2, watchUntilMs: nowMs + 1 } as const;
    for (const kind of ['bake', 'hold', 'advance'] as const) {
      expect(shown(verdict({ kind }), watched)).toMatchObject({ word: 'Watching', tone: 'plain', reasons: [] });
      expect(shown(verdict({ kind }), watched).follows).toContain('only harm that begins late');
    }
    expect(shown(verdict({ kind: 'halt' }), watched)).toMatchObject({
      word: 'Halts',
      follows: 'The next tick halts the rollout.',
    });
  });

  it('has no evidence where the policy cannot be used', () => {
    expect(shown(verdict({ harm: null, signals: [] }))).toMatchObject({ harm: null, signals: [], byModel: [] });
  });
});

describe('a signal', () => {
  it('against control is a ratio', () => {
    const [signal] = signalsOf(reading()).signals;
    expect(signal).toMatchObject({
      name: 'Crash rate',
      standing: { word: 'Clear', tone: 'good' },
      sentence: 'Crash rate is 1.1 times control: 12 in 4,300 device-hours against 30 in 12,000.',
      estimate: '1.1 times control',
      interval: '0.7 to 1.6 times control',
      tolerance: '1.5 times control',
      events: '12',
      exposure: '4,300 device-hours',
      control: '30 in 12,000',
      harm: { words: '0.4 of 286', fill: 0 },
      safe: null,
    });
  });

  it('without control is a share', () => {
    const [signal] = signalsOf(reading(share)).signals;
    expect(signal).toMatchObject({
      name: 'Failed installs',
      estimate: '0.7 %',
      interval: '0.0 % to 3.2 %',
      tolerance: '3.0 %',
      exposure: '431 devices',
      control: null,
    });
  });

  it('says when nothing is known, and when there is no upper bound', () => {
    const [signal] = signalsOf(
      reading({ estimate: null, events: 0, interval: null, standing: 'missing', needs: 'Needs check-ins.' }),
    ).signals;
    expect(signal).toMatchObject({ estimate: 'unknown', interval: null, scale: null, needs: 'Needs check-ins.' });
    expect(signalsOf(reading({ interval: { low: 2, high: null } })).signals[0]?.interval).toBe(
      '2.0 times control or more',
    );
  });

  it('shows evidence of safety where the stage asks for it', () => {
    expect(shown(verdict(), { stages: [safetyStage] }).signals[0]?.safe?.words).toBe('3.2 of 20');
  });
});

describe('a signal of which nothing was seen', () => {
  it('is not shown as clear', () => {
    const { signals } = signalsOf(reading({ standing: 'clear', exposure: 0 }), reading({ standing: 'clear' }));
    expect(signals.map(({ standing }) => standing)).toEqual([
      { word: 'Nothing seen yet', tone: 'plain' },
      { word: 'Clear', tone: 'good' },
    ]);
  });
});

describe('models', () => {
  it('stand apart from the whole, the worst first', () => {
    const calm = reading({ model: 'calm', harm: { e: 0.5, line: 1000 } });
    const near = reading({ model: 'near', harm: { e: 500, line: 1000 } });
    const harmed = reading({ model: 'harmed', standing: 'harm', harm: { e: 2, line: 1000 } });
    const gate = signalsOf(reading(), calm, near, harmed);
    expect(gate.signals).toHaveLength(1);
    expect(gate.byModel.map(({ model }) => model)).toEqual(['harmed', 'near', 'calm']);
  });

  it('are at most thirty rows, and the rest is counted', () => {
    const many = Array.from({ length: 150 }, (_, index) => reading({ model: `m${index}` }));
    const gate = signalsOf(reading(), ...many);
    expect([gate.byModel.length, gate.hidden]).toEqual([30, 120]);
  });
});
