// Durations on the command line: a whole number and a unit, as in plan files.
import { InvalidArgumentError } from 'commander';

const secondsPerUnit: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/** Seconds of `90s`, `15m`, `6h` or `7d`; what is wrong is told as a usage error. */
export function duration(text: string): number {
  const [, digits, unit] = /^(\d{1,7})([smhd])$/.exec(text) ?? [];
  const seconds = Number(digits) * (secondsPerUnit.get(unit ?? '') ?? Number.NaN);
  if (Number.isSafeInteger(seconds) && seconds > 0) return seconds;
  throw new InvalidArgumentError('Write a whole number and s, m, h or d, such as 15m.');
}
