// How numbers are written in a gate's sentences: the same on every machine, whatever its locale.

/** Whole number with thousands separated, `12,400`; nobody counts the digits from a quadrillion on: `2.1e+40`. */
export function deriveCountWords(count: number): string {
  if (count >= 1e15) return count.toExponential(1);
  return Math.round(count)
    .toFixed(0)
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** An e-value: whole from ten on, else with one digit after the point. */
export function deriveScoreWords(e: number): string {
  return e < 10 ? e.toFixed(1) : deriveCountWords(e);
}

/** Share as a percentage, with a digit after the point where it says something: `0.3 %`, `12 %`. */
export function derivePercentWords(share: number): string {
  const percent = share * 100;
  return `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

/** A duration in seconds, in its two largest units: `3 h 20 min`. */
export function deriveDurationWords(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${deriveCountWords(count)} ${unit}`).join(' ');
}

/**
 * How long ago, in seconds, in one unit, of which there are at least two: `51 min`, `36 h`. Half of a unit is as exact as
 * people tell what is over; what is ahead is planned by, and has two units.
 */
export function deriveAgoWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [size, unit] = agoUnits.find(([each]) => whole >= 2 * each) ?? [1, 's'];
  return `${deriveCountWords(Math.floor(whole / size))} ${unit}`;
}

const agoUnits = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
] as const;

/** `a`, `a and b`, `a, b and c`. */
export function deriveListWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
