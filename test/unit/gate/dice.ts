// Seeded dice for the gate's simulations: the same fleet on every run and every machine.

export type Dice = () => number;

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, uniform in [0, 1). */
export function makeDice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Poisson by Knuth's product for small means, by the normal approximation above 40. */
export function drawPoisson(dice: Dice, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * drawNormal(dice)));
  const floor = Math.exp(-mean);
  let [count, product] = [0, dice()];
  while (product > floor) {
    product *= dice();
    count += 1;
  }
  return count;
}

/** Binomial by the gaps between successes (geometric): exact, and fast where successes are rare. */
export function drawBinomial(dice: Dice, trials: number, chance: number): number {
  if (chance <= 0 || trials <= 0) return 0;
  if (chance >= 1) return trials;
  if (chance > 0.5) return trials - drawBinomial(dice, trials, 1 - chance);
  const perTrial = Math.log(1 - chance);
  let [successes, at] = [0, 0];
  for (;;) {
    at += Math.floor(Math.log(1 - dice()) / perTrial) + 1;
    if (at > trials) return successes;
    successes += 1;
  }
}

function drawNormal(dice: Dice): number {
  return Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice());
}
