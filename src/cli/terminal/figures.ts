// How sizes, rates, shares and times are written for people.
import { deriveAgoWords, deriveCountWords, deriveDurationWords } from '../../domain/gate/wording.ts';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `300 MiB`, `1.4 GiB`. */
export function sizeWords(bytes: number): string {
  const at = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** at;
  return `${at === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${units[at]}`;
}

/** `12,400`. */
export const countWords = (count: number): string => deriveCountWords(count);

/** `1 device`, `12,400 devices`; `many` is the word for any other number than one. */
export const amountWords = (count: number, one: string, many = `${one}s`): string =>
  `${countWords(count)} ${count === 1 ? one : many}`;

/** A permille as people say it: `1 %`, `0.5 %`. */
export const permilleWords = (permille: number): string => `${permille / 10} %`;

/** `2026-11-27 17:00:00 UTC`: the same on every machine, and sorted by reading. */
export const instantWords = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** `2026-11-27 17:00 UTC`, for columns. */
export const minuteWords = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** `in 2 h`, `3 min ago`. */
export function distanceWords(ms: number, nowMs: number): string {
  const aheadS = (ms - nowMs) / 1000;
  return aheadS > 0 ? `in ${deriveDurationWords(aheadS)}` : `${deriveAgoWords(-aheadS)} ago`;
}

export const secondsWords = (seconds: number): string => deriveDurationWords(seconds);
