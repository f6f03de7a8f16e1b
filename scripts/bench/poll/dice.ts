// Random numbers that are the same in every run, so that runs can be compared.

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, plenty for drawing devices. Answers integers below `bound`. */
export function openDice(seed: number): (bound: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) % bound) | 0;
  };
}
