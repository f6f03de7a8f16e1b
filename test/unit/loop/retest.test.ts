// Who is asked to try a build, what proves that a fault is back, and how answers are counted.
import { describe, expect, it } from 'vitest';
import { deriveSteps, type Told } from '../../../src/domain/loop/progress.ts';
import {
  canGetBuild,
  countRetests,
  type FixingBuild,
  isReopening,
  isRetestAsked,
  type Retest,
  type RetestingDevice,
} from '../../../src/domain/loop/retest.ts';

const build: FixingBuild = {
  id: 'nova-2',
  version: '1.2.0',
  channel: 'stable',
  counter: 2,
  models: ['n1'],
  accepts: '>=1.1.0',
  isSealed: true,
  isWithdrawn: false,
};
const device: RetestingDevice = { id: 'd1', channel: 'stable', model: 'n1', version: '1.1.0', counter: 1 };

it.each<[string, Partial<RetestingDevice>, Partial<FixingBuild>, boolean]>([
  ['fits', {}, {}, true],
  ['has it', { version: '1.2.0', counter: 2 }, { accepts: '<1.0.0' }, true],
  ['has a later one', { version: '1.9.0', counter: 9 }, { accepts: '<1.0.0' }, true],
  ['is of another model', { model: 'n2' }, {}, false],
  ['is on another channel', { channel: 'beta' }, {}, false],
  ['runs a build that it does not go over', { version: '1.0.0' }, {}, false],
  ['runs something unknown', { version: null, counter: null }, {}, false],
  ['runs something unknown, and any will do', { version: null, counter: null }, { accepts: '*' }, true],
  ['fits a draft', {}, { isSealed: false }, false],
  ['fits one that was withdrawn', {}, { isWithdrawn: true }, false],
])('a device that %s', (_, its, builds, can) => {
  expect(canGetBuild({ ...device, ...its }, { ...build, ...builds })).toBe(can);
});

it('nobody is asked before a fix, without a device, or once it is back', () => {
  const fixed = { status: 'fixed', regressedMs: null } as const;
  expect(isRetestAsked(fixed, device, build)).toBe(true);
  expect(isRetestAsked({ ...fixed, status: 'triaged' }, device, build)).toBe(false);
  expect(isRetestAsked({ ...fixed, regressedMs: 1 }, device, build)).toBe(false);
  expect(isRetestAsked(fixed, null, build)).toBe(false);
  expect(isRetestAsked(fixed, device, null)).toBe(false);
});

it('only "still there" from a device on the build, or a later one, opens an issue again', () => {
  const fixed = { status: 'fixed', regressedMs: null } as const;
  const on = (counter: number | null) => ({ device: { ...device, counter }, build });
  expect(isReopening(fixed, 'still-there', on(2))).toBe(true);
  expect(isReopening(fixed, 'still-there', on(3))).toBe(true);
  expect(isReopening(fixed, 'still-there', on(1))).toBe(false);
  expect(isReopening(fixed, 'still-there', on(null))).toBe(false);
  expect(isReopening(fixed, 'still-there', { device: null, build })).toBe(false);
  expect(isReopening(fixed, 'fixed', on(2))).toBe(false);
  expect(isReopening({ ...fixed, regressedMs: 1 }, 'still-there', on(2))).toBe(false);
});

it('each device counts once, by its last answer', () => {
  const said = (changes: Partial<Retest>): Retest => ({
    ...{ reportId: 'r1', deviceId: 'd1', model: 'n1', answer: 'fixed', remark: '', atMs: 1 },
    ...changes,
  });
  const retests = [
    said({ atMs: 5, answer: 'still-there' }),
    said({ atMs: 1 }),
    said({ deviceId: 'd2', reportId: 'r2' }),
    said({ deviceId: 'd2', reportId: 'r3', atMs: 2 }),
    said({ deviceId: null, model: null, reportId: 'r4' }),
    said({ deviceId: null, model: null, reportId: 'r5' }),
  ];
  expect(countRetests(retests)).toEqual([
    { model: '', fixed: 2, stillThere: 0 },
    { model: 'n1', fixed: 1, stillThere: 1 },
  ]);
});

it('a line of time is in order, whatever order it came in', () => {
  const steps = deriveSteps({
    receivedMs: 10,
    reportedBuild: '1.1.0',
    told: [
      { atMs: 30, audience: 'change', of: 1, status: 'fixed', build: { name: '1.2.0', isToCome: false } },
      { atMs: 25, audience: 'change', of: 1, status: 'fixed', build: { name: '1.2.0', isToCome: true } },
      { atMs: 20, audience: 'tester', text: 'We see it.' },
      { atMs: 15, audience: 'change', of: 1, status: 'triaged', build: null },
    ],
    regressedMs: null,
    askedBuild: '1.2.0',
    retests: [{ build: '1.2.0', answer: 'fixed', remark: '', atMs: 40 }],
  });
  expect(steps.map(({ kind }) => kind)).toEqual([
    'received',
    'triaged',
    'answered',
    'promised',
    'fixed',
    'asked',
    'retested',
    'thanked',
  ]);
});

describe('a fix that is said twice of one build', () => {
  const fixed = (atMs: number, changes: { of?: number; name?: string } = {}): Told => ({
    ...{ atMs, audience: 'change', status: 'fixed', of: changes.of ?? 1 },
    build: { name: changes.name ?? '1.2.0', isToCome: false },
  });
  const stepsOf = (told: readonly Told[]) =>
    deriveSteps({ receivedMs: 1, reportedBuild: '1.1.0', told, regressedMs: null, askedBuild: null, retests: [] })
      .slice(1)
      .map((step) => (step.kind === 'fixed' ? `${step.build}${step.isAgain ? ' again' : ''}` : step.kind));

  it('tells the second from the first: it was back in between', () => {
    const words: Told = { atMs: 3, audience: 'tester', text: 'We look again.' };
    expect(stepsOf([fixed(2), words, fixed(4), fixed(5)])).toEqual(['1.2.0', 'answered', '1.2.0 again', '1.2.0 again']);
  });
  it('is no second one of another build, or once it was worked on in between', () => {
    expect(stepsOf([fixed(2), fixed(3, { name: '1.3.0' })])).toEqual(['1.2.0', '1.3.0']);
    const worked: Told = { atMs: 3, audience: 'change', status: 'in-progress', build: null, of: 1 };
    expect(stepsOf([fixed(2), worked, fixed(4)])).toEqual(['1.2.0', 'in-progress', '1.2.0']);
  });
  it('is none again where an issue is merged into another that the build fixes, too', () => {
    expect(stepsOf([fixed(2), fixed(3, { of: 2 })])).toEqual(['1.2.0', '1.2.0']);
  });
});
