// Chance that repeats: the same seed plays the same fleet again.

export type Dice = {
  /** Uniform in [0, 1). */
  roll(): number;
  isBelow(chance: number): boolean;
  /** Uniform whole number from `least` to `most`. */
  between(least: number, most: number): number;
};

/** mulberry32 (T. Ettinger, public domain): 32 bits of state are plenty for a simulated fleet. */
export function openDice(seed: number): Dice {
  let state = seed >>> 0;
  function roll(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    roll,
    isBelow: (chance) => roll() < chance,
    between: (least, most) => least + Math.floor(roll() * (most - least + 1)),
  };
}
