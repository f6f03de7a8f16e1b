// What the page of a rollout prints, for every state it can be in.
import { describe, expect, it } from 'vitest';
import { rolloutStates } from '../../../src/domain/rollout/rollout.ts';
import { rolloutModel } from '../../../src/pages/rollout/model.ts';
import { stateWords } from '../../../src/pages/rollout/words.ts';
import { candidate } from '../../samples/rollouts.ts';
import { nowMs } from '../../samples/statements.ts';
import { decision, partsOf, reading, verdict } from './parts.ts';

describe('the state', () => {
  it('has a word and a look of its own for each state', () => {
    const words = rolloutStates.map(stateWords);
    for (const key of ['word', 'tone', 'meaning'] as const) {
      expect(new Set(words.map((each) => each[key])).size).toBe(rolloutStates.length);
    }
  });

  it('says the stage, why it stands there, and what the gate waits for while it runs', () => {
    const model = rolloutModel(partsOf());
    expect(model).toMatchObject({
      title: 'nova 1.2.0',
      tab: 'Running: nova 1.2.0',
      place: 'Rollout 1 on stable',
      vendorVersion: 'V14.0.2.0',
      standing: 'Stage 1 of 3, first.',
      waiting: 'This stage bakes for another 3 h.',
      fallback: '1.1.0 (V14.0.1.0), nova-1',
      latest: { word: 'Held', actor: 'ada', reason: 'Looking at it.' },
    });
    expect(rolloutModel(partsOf({ state: 'held' })).waiting).toBeNull();
  });

  it('says who is in quarantine', () => {
    const model = rolloutModel(partsOf({ quarantined: ['n1'] }));
    expect(model.standing).toBe('Stage 1 of 3, first. Not offered to n1: in quarantine.');
    expect(model.facts).toContainEqual({ name: 'In quarantine', value: 'n1' });
    expect(model.commands.map(({ line }) => line)).toContain('orange rollout lift 1 --model n1 --reason "…"');
  });

  it('says who has taken the place of the gate, while that lasts', () => {
    const override = { by: 'mei\u202e', reason: 'a bad <cable>', fromMs: nowMs - 1, untilMs: nowMs + 3_600_000 };
    const model = rolloutModel(partsOf({ override }));
    expect(model.override).toMatchObject({ who: 'mei', reason: 'a bad <cable>', until: { ago: 'in 1 h' } });
    expect(rolloutModel(partsOf({ override: { ...override, untilMs: nowMs } })).override).toBeNull();
    expect(rolloutModel(partsOf({ override, state: 'closed' })).override).toBeNull();
  });

  it('says that it waits for a person, and for what', () => {
    const clear = { code: 'clear', signal: null, model: null, sentence: 'Bake time is over.' } as const;
    const said = verdict({ kind: 'advance', reasons: [clear] });
    const model = rolloutModel(partsOf({ stageIndex: 1 }, { said }));
    expect(model.waiting).toBe('Bake time is over. It waits for a person to promote it to all.');
    expect(model.state).toMatchObject({ word: 'Waits for a person', tone: 'warn' });
  });

  it.each([
    ['metric-worse', 'hold', 'Waits for a person'],
    ['stands-against', 'hold', 'Waits for a person'],
    ['not-shown-safe', 'hold', 'Running'],
    ['metric-worse', 'bake', 'Running'],
  ] as const)('with %s while it is to %s: %s', (code, kind, word) => {
    const said = verdict({ kind, reasons: [{ code, signal: null, model: null, sentence: 'So it is.' }] });
    expect(rolloutModel(partsOf({}, { said })).state.word).toBe(word);
    expect(rolloutModel(partsOf({ state: 'held' }, { said })).state.word).toBe('Held');
  });
});

describe('the refresh', () => {
  it.each(rolloutStates)('of a rollout that is %s goes on only while it is open', (state) => {
    const isOpen = ['running', 'held', 'halted'].includes(state);
    expect(rolloutModel(partsOf({ state })).refreshS).toBe(isOpen ? 5 : null);
    expect(rolloutModel(partsOf({ state }, { isLive: false })).refreshS).toBeNull();
  });

  it('can be stopped and begun again', () => {
    expect(rolloutModel(partsOf()).liveSwitch).toEqual({ href: '/rollouts/1?live=off', label: 'Stop refreshing' });
    expect(rolloutModel(partsOf({}, { isLive: false })).liveSwitch?.href).toBe('/rollouts/1');
    expect(rolloutModel(partsOf({ state: 'closed' })).liveSwitch).toBeNull();
  });
});

describe('the ladder', () => {
  it('tells each stage with its conditions, its place and its devices', () => {
    const [first, half, all] = rolloutModel(partsOf({ stageIndex: 1 })).stages;
    expect(first).toMatchObject({
      number: 1,
      name: 'first',
      place: 'done',
      word: 'Passed',
      permille: '100',
      part: 0.1,
      devices: '120',
    });
    expect(first?.entered?.ago).toBe('2 h ago');
    expect(half).toMatchObject({
      place: 'current',
      word: 'Here now',
      promote: 'by a person',
      bake: '1 h',
      devices: '600',
    });
    expect(all).toMatchObject({
      place: 'ahead',
      word: 'Ahead',
      promote: 'by itself',
      permille: '1,000',
      entered: null,
      devices: '1,200',
    });
  });

  it('has passed them all when it completed, and ends where it was taken back', () => {
    const completed = rolloutModel(partsOf({ state: 'completed', stageIndex: 2 })).stages;
    expect(completed.map(({ word }) => word)).toEqual(['Passed', 'Passed', 'Passed']);
    const retreated = rolloutModel(partsOf({ state: 'retreated', stageIndex: 1 })).stages;
    expect(retreated.map(({ word }) => word)).toEqual(['Passed', 'Ended here', 'Ahead']);
  });
});

describe('the devices', () => {
  it('are counted with their shares, and what went wrong has a colour', () => {
    const { counts, bar } = rolloutModel(partsOf());
    expect(counts.map(({ name, value, share, tone }) => [name, value, share, tone])).toEqual([
      ['Offered', '120', null, 'plain'],
      ['Accepted', '100', '83 % of offered', 'cool'],
      ['Confirmed', '90', '90 % of accepted', 'good'],
      ['Failed', '2', '2.0 % of accepted', 'bad'],
      ['Silent', '1', '1.0 % of accepted', 'warn'],
    ]);
    expect(bar.map(({ from, part }) => [from, part])).toEqual([
      [0, 0.9],
      [0.9, 0.02],
      [0.92, 0.01],
    ]);
  });

  it('are none at first, and nothing is divided by that', () => {
    const { counts } = rolloutModel(
      partsOf({}, { tally: { accepted: 0, confirmed: 0, failed: 0, silent: 0 }, reach: [] }),
    );
    expect(counts.map(({ value, share, tone }) => [value, share, tone === 'bad' || tone === 'warn'])).toEqual(
      counts.map(() => ['0', null, false]),
    );
  });
});

describe('the history', () => {
  it('tells what, who, why, and what the gate saw', () => {
    const halted = decision({
      number: 3,
      kind: 'halt',
      actor: 'gate',
      verdict: verdict({ signals: [reading(), reading({ model: 'n1' })] }),
    });
    const { history } = rolloutModel(partsOf({}, { decisions: { items: [halted, decision()], next: '2' } }));
    expect(history.entries.map(({ word, actor, stage, seen }) => [word, actor, stage, seen.length])).toEqual([
      ['Halted', 'gate', 'first', 1],
      ['Held', 'ada', 'first', 0],
    ]);
    expect(history.entries[0]?.seen[0]).toBe(
      'Crash rate is 1.1 times control: 12 in 4,300 device-hours against 30 in 12,000.',
    );
    expect(history.olderHref).toBe('/rollouts/1?live=off&after=2#history');
  });
});

describe('the commands', () => {
  const verbsAt = (changes: Parameters<typeof partsOf>[0]) =>
    rolloutModel(partsOf(changes)).commands.flatMap(
      ({ line }) => /^orange rollout (\w+) 1 (?:--override --expires 4h )?--reason/.exec(line)?.[1] ?? [],
    );

  it('are those that the rollout would take', () => {
    expect(verbsAt({})).toEqual(['promote', 'hold', 'retreat', 'close']);
    expect(verbsAt({ state: 'halted' })).toEqual(['resume', 'retreat', 'close']);
    expect(verbsAt({ stageIndex: 2 })).toEqual(['complete', 'hold', 'retreat', 'close']);
    expect(verbsAt({ fallbackBuildId: null })).toEqual(['promote', 'hold', 'close']);
    expect(verbsAt({ state: 'closed' })).toEqual([]);
  });
});

it('a rollout that lost its plan, its fallback and its train still has a page', () => {
  const bare = { ...candidate(2), vendorVersion: null, imageSha256: null, isWithdrawn: true };
  const parts = partsOf({ stages: [] }, { plan: null, fallback: null, latest: null, nextDepartureMs: null });
  const model = rolloutModel({ ...parts, gate: { ...parts.gate, build: bare } });
  expect(model).toMatchObject({ fallback: null, nextDeparture: null, latest: null, isWithdrawn: true, stages: [] });
  expect(model.facts.map(({ value }) => value)).toContain('no image');
  expect(rolloutModel(partsOf({ ceilingEndsMs: Number.MAX_SAFE_INTEGER })).ceilingEnds).toBeNull();
  expect(rolloutModel(partsOf({ startedMs: nowMs })).started?.ago).toBe('now');
});
