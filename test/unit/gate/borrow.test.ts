// A model of which nobody runs the old build: judged on the control of the others, alone, and not at all where nothing is known.
import { describe, expect, it } from 'vitest';
import { addWindow, borrowControl, borrowedOf, derivePriorRatio } from '../../../src/domain/gate/borrow.ts';
import { startLedger } from '../../../src/domain/gate/ledger.ts';
import { deriveRatioHarm } from '../../../src/domain/gate/ratio-test.ts';
import { logChoose } from './means.ts';
import { codesOf, healthyRows, judge, silencesOf, windowsOf } from './samples.ts';

const none = { controlExposureS: 0, controlCrashes: 0, controlFreeS: 0, controlFirst: 0 };
const alone = (change: object = {}) => windowsOf('B-2', { ...none, ...change });
const prior = (model: string, crash: number | null, silence: number | null = 1) => ({ model, crash, silence });
const priors = [prior('A-1', 1), prior('B-2', 1)];

describe('a model without control', () => {
  const windows = [
    ...windowsOf('A-1', { newCrashes: 1, newFirst: 1, controlCrashes: 40, controlFirst: 40 }),
    ...alone(),
  ];

  it('is held for it where nothing is known of it', () => {
    expect(codesOf(judge(healthyRows({ windows })))).toContain('no-control crash-rate B-2');
    const unknown = [prior('A-1', 1), prior('B-2', null)];
    expect(codesOf(judge(healthyRows({ windows, priors: unknown })))).toContain('no-control crash-rate B-2');
  });

  it('is compared with the others, and it is said', () => {
    const verdict = judge(healthyRows({ windows, priors }));
    expect(codesOf(verdict)).not.toContain('no-control crash-rate B-2');
    const reading = verdict.signals.find(({ model, signal }) => model === 'B-2' && signal === 'crash-rate');
    expect(reading).toMatchObject({ standing: 'clear', control: { events: 24 * 40 } });
    expect(reading?.needs).toMatch(/^Has no control: compared with the other models/);
  });

  it('is quarantined alone when it crashes more than it should beside them', () => {
    const broken = [...windowsOf('A-1'), ...alone({ newCrashes: 4, newFirst: 4 })];
    const verdict = judge(healthyRows({ windows: broken, priors }));
    expect([verdict.kind, verdict.models]).toEqual(['quarantine', ['B-2']]);
    // Not where that is what it has always done.
    const usual = judge(healthyRows({ windows: broken, priors: [prior('A-1', 1), prior('B-2', 8)] }));
    expect(usual.kind).not.toBe('quarantine');
  });

  it('counts in silence too', () => {
    const silences = [...silencesOf('A-1'), ...silencesOf('B-2', { newSilent: 30, controlDue: 0, controlSilent: 0 })];
    expect(judge(healthyRows({ silences, priors }))).toMatchObject({ kind: 'quarantine', models: ['B-2'] });
  });

  it('lends no evidence to all models together: others have counted its control already', () => {
    const pooled = (rows: ReturnType<typeof healthyRows>) =>
      judge(rows).signals.find(({ model, signal }) => model === null && signal === 'crash-rate')?.harm.e;
    const broken = alone({ newCrashes: 4, newFirst: 4 });
    expect(pooled(healthyRows({ windows: [...windowsOf('A-1'), ...broken], priors }))).toBe(
      pooled(healthyRows({ windows: windowsOf('A-1'), priors })),
    );
  });
});

it('has mean 1 at the margin where the ratios hold, whatever the rates of the models', () => {
  const lenders = [
    { model: 'A-1', ratio: 0.6, exposure: 700 },
    { model: 'C-3', ratio: 1.8, exposure: 200 },
  ];
  const [own, total] = [{ ratio: 1.3, exposure: 40 }, 9];
  // Given all events, those of the borrower are binomial by what each side was expected to have.
  const expected = lenders.reduce((sum, { ratio, exposure }) => sum + ratio * exposure, 0);
  const theta = (1.1 * own.ratio * own.exposure) / (1.1 * own.ratio * own.exposure + expected);
  let mean = 0;
  for (let events = 0; events <= total; events++) {
    const ledger = startLedger(['A-1', 'B-2', 'C-3']);
    const cells = lenders.map(({ model, exposure }, index) => ({
      model,
      cell: { events: 0, exposure: 0, controlEvents: index === 0 ? total - events : 0, controlExposure: exposure },
    }));
    const mine = { model: 'B-2', cell: { events, exposure: own.exposure, controlEvents: 0, controlExposure: 0 } };
    addWindow(
      ledger,
      'crash-rate',
      [...cells, mine],
      [...lenders.map(({ model, ratio }) => prior(model, ratio)), prior('B-2', own.ratio)],
    );
    const sums = ledger.models[1]?.ratios[borrowedOf('crash-rate')];
    const logChance = logChoose(total, events) + events * Math.log(theta) + (total - events) * Math.log1p(-theta);
    mean += Math.exp(logChance + deriveRatioHarm(sums === undefined ? [] : [sums], 1.1));
  }
  expect(mean).toBeCloseTo(1, 3);
});

it('borrows nothing that it has itself, and nothing from a model of which nothing is known', () => {
  const cell = { events: 1, exposure: 10, controlEvents: 2, controlExposure: 20 };
  const bare = { ...cell, controlEvents: 0, controlExposure: 0 };
  const all = [{ model: 'A-1', cell }];
  const ratioOf = (model: string) => (model === 'Z-9' ? null : 2);
  expect(borrowControl({ model: 'B-2', cell }, all, ratioOf)).toBeNull();
  expect(borrowControl({ model: 'Z-9', cell: bare }, all, ratioOf)).toBeNull();
  expect(borrowControl({ model: 'B-2', cell: bare }, [{ model: 'Z-9', cell }], ratioOf)).toBeNull();
  expect(borrowControl({ model: 'B-2', cell: bare }, all, ratioOf)).toEqual({
    events: 1,
    exposure: 20,
    controlEvents: 2,
    controlExposure: 40,
  });
});

it('takes a ratio from the past only where its error fits into the margin', () => {
  const rate = (events: number) => ({ events, exposure: 1000 });
  expect(derivePriorRatio(rate(20_000), rate(10_000), 1.1)).toBe(2);
  expect(derivePriorRatio(rate(200), rate(100), 1.1)).toBeNull();
});
