// Measures several sides of one figure in turns, so that all of them meet the same minutes of the machine.

/** One side: does a slice of work and tells what it took. */
export type Side = { readonly name: string; run(round: number): Promise<Slice> };

/** `cpuMs` is what the measured process used, null where the system does not tell. */
export type Slice = { readonly count: number; readonly wallMs: number; readonly cpuMs: number | null };

/** Round by round, for one side. */
export type Measured = { readonly cpuUs: readonly number[]; readonly perS: readonly number[] };

/**
 * Every other round goes backwards, so that no side always follows the same one. The first `warmUps` rounds, in which
 * compilers do their work, are thrown away.
 */
export async function measure(
  sides: readonly Side[],
  { rounds, warmUps }: { readonly rounds: number; readonly warmUps: number },
): Promise<Map<string, Measured>> {
  const slices = new Map<string, Slice[]>(sides.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds + warmUps; round += 1) {
    const order = round % 2 === 0 ? sides : [...sides].reverse();
    for (const side of order) {
      const slice = await side.run(round);
      if (round >= warmUps) slices.get(side.name)?.push(slice);
    }
  }
  return new Map([...slices].map(([name, taken]) => [name, perUnit(taken)]));
}

function perUnit(slices: readonly Slice[]): Measured {
  return {
    cpuUs: slices.flatMap(({ cpuMs, count }) => (cpuMs === null ? [] : [(cpuMs * 1000) / count])),
    perS: slices.map(({ wallMs, count }) => (count / wallMs) * 1000),
  };
}
