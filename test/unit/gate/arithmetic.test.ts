// The gate's arithmetic against an independent one: likelihoods multiplied out as fractions of big integers, window by window.
import { expect, it } from 'vitest';
import type { Cell } from '../../../src/domain/gate/ledger.ts';
import { addCell, deriveRatioTotal, startLedger } from '../../../src/domain/gate/ledger.ts';
import { deriveRatioHarm, deriveRatioSafety } from '../../../src/domain/gate/ratio-test.ts';
import { drawPoisson, makeDice } from './dice.ts';

type Fraction = { over: bigint; under: bigint };

/** Ratios in hundredths, so that everything is an integer. */
const harmBets = [130n, 150n, 200n, 300n, 500n, 1000n, 2000n];
const safeBets = [85n, 100n];

/** Π over windows of P_bet(x | N) / P_base(x | N), with X binomial: θ = r·n/(r·n + m). */
function likelihoodRatio(cells: readonly Cell[], bet: bigint, base: bigint): Fraction {
  let [over, under] = [1n, 1n];
  for (const { events, exposure, controlEvents, controlExposure } of cells) {
    const [n, m] = [BigInt(exposure), 100n * BigInt(controlExposure)];
    const all = BigInt(events + controlEvents);
    over *= bet ** BigInt(events) * (base * n + m) ** all;
    under *= base ** BigInt(events) * (bet * n + m) ** all;
  }
  return { over, under };
}

function meanOf(fractions: readonly Fraction[]): number {
  const sum = fractions.reduce(
    (total, { over, under }) => ({ over: total.over * under + over * total.under, under: total.under * under }),
    { over: 0n, under: 1n },
  );
  return logOf(sum.over) - logOf(sum.under * BigInt(fractions.length));
}

/** ln of a positive integer of any size, from its leading 53 bits. */
function logOf(value: bigint): number {
  const bits = value.toString(2).length;
  const shift = Math.max(0, bits - 53);
  return Math.log(Number(value >> BigInt(shift))) + shift * Math.LN2;
}

it.each([1, 2, 3, 4, 5, 6])('two models over two days, seed %i', (seed) => {
  const dice = makeDice(seed);
  const ledger = startLedger(['A-1', 'B-2']);
  const cells: Cell[] = [];
  for (const model of ledger.models) {
    for (let hour = 0; hour < 48; hour++) {
      const exposure = 1 + Math.floor(dice() * 500);
      const controlExposure = 1 + Math.floor(dice() * 20_000);
      const rate = 0.0004 * (1 + dice());
      const cell = {
        exposure,
        controlExposure,
        events: drawPoisson(dice, rate * exposure * seed),
        controlEvents: drawPoisson(dice, rate * controlExposure),
      };
      cells.push(cell);
      addCell(model, 'crash-rate', cell);
    }
  }
  const sums = deriveRatioTotal(ledger.models.flatMap(({ ratios }) => ratios['crash-rate'] ?? []));
  const harm = meanOf(harmBets.map((bet) => likelihoodRatio(cells, bet, 110n)));
  const safe = meanOf(safeBets.map((bet) => likelihoodRatio(cells, bet, 200n)));
  // A hundred cells, each rounded by at most 7e-9.
  expect(deriveRatioHarm([sums], 1.1)).toBeCloseTo(harm, 5);
  expect(deriveRatioSafety(sums, 2).logE).toBeCloseTo(safe, 5);
});
