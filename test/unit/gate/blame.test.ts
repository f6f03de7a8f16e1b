// Whom an alarm concerns: a fault of all is not taken for one of the models that chance hit first, nor one of few for one of all.
import { describe, expect, it } from 'vitest';
import { addCell, addShare, startLedger } from '../../../src/domain/gate/ledger.ts';
import { firstCrash } from '../../../src/domain/gate/policy.ts';
import type { Verdict } from '../../../src/domain/gate/verdict.ts';
import { drawBinomial, drawPoisson, makeDice } from './dice.ts';
import { judge } from './samples.ts';

/** Shares of the fleet of gates.md 4. */
const shares = [0.3, 0.18, 0.13, 0.1, 0.08, 0.06, 0.05, 0.04, 0.035, 0.025];
const names = shares.map((_, index) => `m${index}`);
const seeds = Array.from({ length: 40 }, (_, seed) => seed);
const most = 120;

/** A few devices more at each look, until the gate raises its alarm; null when it never does. */
function waitForAlarm(
  seed: number,
  add: (ledger: ReturnType<typeof startLedger>, dice: () => number) => void,
): Verdict | null {
  const dice = makeDice(seed);
  const ledger = startLedger(names);
  for (let look = 0; look < most; look++) {
    add(ledger, dice);
    const verdict = judge(null, { evidence: ledger, nowMs: 1, isShown: false });
    if (verdict.kind === 'halt' || verdict.kind === 'quarantine') return verdict;
  }
  return null;
}

const installing = (failedOf: (model: string) => number) => (seed: number) =>
  waitForAlarm(seed, (ledger, dice) => {
    for (const [at, share] of shares.entries()) {
      const to = ledger.models[at];
      const started = drawPoisson(dice, 24 * share);
      const events = drawBinomial(dice, started, failedOf(names[at] ?? ''));
      if (to !== undefined) addShare(to, 'failed-installs', { events, started, matured: started });
    }
  });

/** Eight hundred device-hours at a look, of which a healthy build has one crash. */
const crashing = (ratioOf: (model: string) => number) => (seed: number) =>
  waitForAlarm(seed, (ledger, dice) => {
    for (const [at, share] of shares.entries()) {
      const to = ledger.models[at];
      const exposure = 800 * 3600 * share;
      const controlEvents = drawPoisson(dice, 100 * share);
      const events = drawPoisson(dice, share * ratioOf(names[at] ?? ''));
      const cell = { events, exposure, controlEvents, controlExposure: 100 * exposure };
      if (to === undefined) continue;
      addCell(to, 'crash-rate', cell);
      addCell(to, firstCrash, cell);
    }
  });

const countOf = (verdicts: readonly (Verdict | null)[], is: (verdict: Verdict) => boolean): number =>
  verdicts.filter((verdict) => verdict !== null && is(verdict)).length;

describe('a fault of all models', () => {
  it.each([
    ['installs that fail', installing(() => 0.12)],
    ['crashes', crashing(() => 5)],
    ['slight crashes', crashing(() => 2)],
  ] as const)('halts all, though chance hits some models first: %s', (_, run) => {
    const verdicts = seeds.map(run);
    expect(countOf(verdicts, ({ kind }) => kind === 'halt')).toBeGreaterThanOrEqual(36);
  });
});

describe('a fault of one model', () => {
  it.each([
    ['of every third device whose installs fail', 'm0', installing((model) => (model === 'm0' ? 0.2 : 0.01))],
    ['of one in forty whose installs fail', 'm9', installing((model) => (model === 'm9' ? 0.2 : 0.01))],
    ['that crashes', 'm0', crashing((model) => (model === 'm0' ? 5 : 1))],
    ['that few run and that crashes', 'm9', crashing((model) => (model === 'm9' ? 10 : 1))],
  ] as const)('takes out that model alone: %s', (_, hurt, run) => {
    const verdicts = seeds.map(run);
    const isExact = ({ kind, models }: Verdict) => kind === 'quarantine' && models.join() === hurt;
    expect(countOf(verdicts, isExact)).toBeGreaterThanOrEqual(36);
  });
});
