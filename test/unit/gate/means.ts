// Exact means over the events of one window, by adding up every outcome.

/** Mean of an e-value, given by its logarithm, where x of `total` events fall on the build with chance r·n/(r·n + m). */
export function meanOver(
  total: number,
  ratio: number,
  [n, m]: readonly [number, number],
  logE: (events: number) => number,
): number {
  const theta = (ratio * n) / (ratio * n + m);
  let mean = 0;
  for (let events = 0; events <= total; events++) {
    const logChance = logChoose(total, events) + events * Math.log(theta) + (total - events) * Math.log1p(-theta);
    mean += Math.exp(logChance + logE(events));
  }
  return mean;
}

export function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log(n - k + i) - Math.log(i);
  return sum;
}
