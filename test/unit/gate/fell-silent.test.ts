// Devices that confirmed and fell silent hours or days later: no other signal sees them, and healthy fleets fall silent too.
import { describe, expect, it } from 'vitest';
import {
  addFalls,
  deriveSilenceHarm,
  type FallWindow,
  fallAges,
  fellOf,
} from '../../../src/domain/gate/fell-silent.ts';
import { addCell, startLedger } from '../../../src/domain/gate/ledger.ts';
import { drawBinomial, makeDice } from './dice.ts';
import { meanOver } from './means.ts';
import { firstStage, healthyRows, hourMs, judge } from './samples.ts';

const rule = firstStage.signals.find(({ signal }) => signal === 'silence');
if (rule?.test !== 'ratio') throw new Error('silence is compared with control');
const hourS = 3600;

const fallsOf = (fell: number, change: Partial<FallWindow> = {}): FallWindow[] =>
  ['A-1', 'B-2'].map((model) => ({
    model,
    hourMs: 0,
    isTester: false,
    sinceH: 24,
    exposureS: 9600 * hourS,
    fell,
    controlExposureS: 96_000 * hourS,
    controlFell: 40,
    ...change,
  }));

it('has mean 1 at the margin and at most 1 under it, at every age', () => {
  for (const sinceH of fallAges) {
    for (const total of [1, 4, 20]) {
      const arms = [300 * hourS, 9000 * hourS] as const;
      const mean = (ratio: number) =>
        meanOver(total, ratio, arms, (events) => {
          const ledger = startLedger(['A-1']);
          addFalls(ledger, []);
          const [model] = ledger.models;
          if (model === undefined) return Number.NaN;
          const control = { controlEvents: total - events, controlExposure: arms[1] };
          addCell(model, fellOf(sinceH), { events, exposure: arms[0], ...control });
          return deriveSilenceHarm(rule, 0, { lost: null, models: ledger.models });
        });
      expect(mean(1.1)).toBeCloseTo(1, 6);
      for (const ratio of [0.3, 0.9, 1]) expect(mean(ratio)).toBeLessThanOrEqual(1 + 1e-6);
    }
  }
});

describe('who falls silent days after the install', () => {
  it('halts, is what is shown, and devices are better off on the fallback', () => {
    const verdict = judge(healthyRows({ falls: fallsOf(20) }));
    expect(verdict).toMatchObject({ kind: 'halt', isRetreatDue: true });
    expect(verdict.reasons[0]?.sentence).toContain(
      'The rate at which devices fall silent is 5.0 times control: 40 in 19,200 device-hours against 80 in 192,000',
    );
  });

  it('on one model alone quarantines that one', () => {
    const falls = fallsOf(4).map((row) => (row.model === 'A-1' ? { ...row, fell: 30 } : row));
    expect(judge(healthyRows({ falls }))).toMatchObject({ kind: 'quarantine', models: ['A-1'] });
  });

  it('is as many as of control on a good build, which goes on', () => {
    const [counted, uncounted] = [judge(healthyRows({ falls: fallsOf(4) })), judge(healthyRows())];
    expect(counted.kind).toBe(uncounted.kind);
    const shownOf = ({ signals }: typeof counted) =>
      signals.filter(({ signal }) => signal === 'silence').map(({ events, exposure }) => [events, exposure]);
    expect(shownOf(counted)).toEqual(shownOf(uncounted));
  });

  it('is told at the age at which it happens, though nobody older falls silent oftener than control', () => {
    const old = fallsOf(16, { sinceH: 72, exposureS: 38_400 * hourS });
    const all = fallsOf(36, { exposureS: 48_000 * hourS });
    const seen = judge(healthyRows({ falls: [...fallsOf(20), ...old] })).signals.find(
      (each) => each.signal === 'silence',
    );
    const blurred = judge(healthyRows({ falls: all })).signals.find((each) => each.signal === 'silence');
    expect(seen?.harm.e).toBeGreaterThan(1e3 * (blurred?.harm.e ?? Number.NaN));
  });

  it('is compared by standing: testers who fall silent three times as often as others on any build are no harm', () => {
    const quietTesters = fallsOf(12, { isTester: true, controlExposureS: 19_200 * hourS, controlFell: 24 });
    const others = fallsOf(0, { exposureS: 0, controlExposureS: 768_000 * hourS, controlFell: 320 });
    expect(judge(healthyRows({ falls: [...quietTesters, ...others] })).kind).not.toBe('halt');
    const mixed = fallsOf(12, { controlExposureS: 787_200 * hourS, controlFell: 344 });
    const [apart, together] = [[...quietTesters, ...others], mixed].map(
      (falls) => judge(healthyRows({ falls })).signals.find(({ signal }) => signal === 'silence')?.harm.e ?? Number.NaN,
    );
    expect(together).toBeGreaterThan(100 * (apart ?? Number.NaN));
  });

  it('is bet on from the start, whether anybody ran the build yet or not', () => {
    const [silence] = judge(healthyRows({ falls: [] })).signals.filter(({ signal }) => signal === 'silence');
    const [alone] = judge(healthyRows()).signals.filter(({ signal }) => signal === 'silence');
    expect(silence?.harm.e).toBeGreaterThan(alone?.harm.e ?? Number.NaN);
    expect(silence?.harm.e).toBeLessThan(1);
  });

  it('comes to the same in any order, and in parts', () => {
    const whole = fallsOf(20);
    const halves = whole.flatMap((row) => {
      const half = { ...row, exposureS: row.exposureS / 2, controlExposureS: row.controlExposureS / 2 };
      return [
        { ...half, fell: 12, controlFell: 1 },
        { ...half, fell: 8, controlFell: 39 },
      ];
    });
    const sumsOf = (falls: readonly FallWindow[]) => {
      const ledger = startLedger(['A-1', 'B-2']);
      addFalls(ledger, falls);
      return ledger.models;
    };
    expect(sumsOf(halves.reverse())).toEqual(sumsOf(whole));
  });

  it('cannot be a part of a device, nor of an age that nobody counts', () => {
    for (const change of [{ fell: 0.5 }, { fell: -1 }, { sinceH: 12 as never }, { exposureS: Number.NaN }]) {
      const codes = judge(healthyRows({ falls: fallsOf(4, change) })).reasons.map(({ code }) => code);
      expect(codes).toContain('unreadable-evidence');
    }
  });
});

/** Phones that are on or off by themselves: five in six are seldom off, the others one day in three, and most at weekends. */
type Phone = { readonly isFlaky: boolean; isOff: boolean };

const lineOf = 1 / (0.01 * 0.07);

describe('in 300 fleets whose phones are off for days at a time', () => {
  it('reaches its line in none on a good build that a growing share of them gets', () => {
    const dice = makeDice(41);
    const highest = Array.from({ length: 300 }, () => highestHarm(dice, 0));
    expect(highest.filter((logE) => logE >= Math.log(lineOf)).length).toBeLessThanOrEqual(3);
    expect(Math.max(...highest)).toBeGreaterThan(0);
  });

  it('reaches it where one in five on the build dies on its second day', () => {
    const dice = makeDice(42);
    const highest = Array.from({ length: 20 }, () => highestHarm(dice, 0.2));
    expect(highest.filter((logE) => logE >= Math.log(lineOf)).length).toBeGreaterThan(17);
  });
});

/** Nine days of 1,800 phones that speak once a day, of which 40 more take the build each day; the most harm seen at any look. */
function highestHarm(dice: () => number, brick: number): number {
  const ledger = startLedger(['A-1']);
  const build: { phone: Phone; days: number }[] = [];
  const control: Phone[] = Array.from({ length: 1800 }, (_, at) => ({ isFlaky: at % 6 === 0, isOff: false }));
  let highest = Number.NEGATIVE_INFINITY;
  for (let day = 0; day < 9; day++) {
    const goesOff = ({ isFlaky }: Phone) => dice() < (isFlaky ? 0.3 : 0.01) * (day % 7 > 4 ? 3 : 1);
    const live = (phone: Phone): [spoke: number, fell: number] => {
      const wasOn = !phone.isOff;
      phone.isOff = wasOn ? goesOff(phone) : dice() < 0.5;
      return [wasOn ? 1 : 0, wasOn && phone.isOff ? 1 : 0];
    };
    const lived = control.map(live);
    const total = (rows: readonly (readonly [number, number])[], at: 0 | 1) =>
      rows.reduce((sum, row) => sum + row[at], 0);
    const same = { model: 'A-1', hourMs: day * 24 * hourMs, isTester: false };
    const rows = fallAges.map((sinceH): FallWindow => {
      const aged = build.filter(({ days }) => Math.min(days * 24, 72) === sinceH).map(({ phone }) => live(phone));
      const dying = sinceH === 24 ? drawBinomial(dice, total(aged, 0) - total(aged, 1), brick) : 0;
      return {
        ...same,
        sinceH,
        exposureS: total(aged, 0) * 24 * hourS,
        fell: total(aged, 1) + dying,
        controlExposureS: total(lived, 0) * 24 * hourS,
        controlFell: total(lived, 1),
      };
    });
    addFalls(ledger, rows);
    highest = Math.max(highest, deriveSilenceHarm(ruleOfRatio(), 0, { lost: null, models: ledger.models }));
    for (const one of build) one.days += 1;
    for (const phone of control.splice(0, 40)) build.push({ phone, days: 0 });
  }
  return highest;
}

function ruleOfRatio() {
  if (rule?.test !== 'ratio') throw new Error('silence is compared with control');
  return rule;
}
