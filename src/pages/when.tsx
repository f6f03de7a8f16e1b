// Instants as people read them: UTC, to the minute or second, with the exact instant for machines.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { deriveAgoWords, deriveDurationWords } from '../domain/gate/wording.ts';

/** `iso` is for the `datetime` attribute, `words` for people to the minute, `exact` to the second; `ago` says how far it is from now. */
export type Instant = { readonly iso: string; readonly words: string; readonly exact: string; readonly ago: string };

/** The last millisecond that a date can hold (ECMA-262, time values). */
const maxMs = 8.64e15;

/** Null for what is no instant: a ceiling that never opens, say. */
export function instantOf(ms: number | null, nowMs: number): Instant | null {
  if (ms === null || !Number.isFinite(ms) || Math.abs(ms) > maxMs) return null;
  const iso = new Date(ms).toISOString();
  const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(ms).getUTCDay()] ?? '';
  const toTheSecond = `${day} ${iso.slice(0, -14)} ${iso.slice(-13, -5)}`;
  return {
    iso,
    words: `${toTheSecond.slice(0, -3)} UTC`,
    exact: `${toTheSecond} UTC`,
    ago: distanceOf(Math.round((ms - nowMs) / 1000)),
  };
}

function distanceOf(aheadS: number): string {
  if (Math.abs(aheadS) < 1) return 'now';
  return aheadS > 0 ? `in ${deriveDurationWords(aheadS)}` : `${deriveAgoWords(-aheadS)} ago`;
}

export const When = ({ at }: { at: Instant }) => (
  <time datetime={at.iso} title={at.ago}>
    {at.words}
  </time>
);

/** To the second, for what moves while one looks. */
export const WhenExactly = ({ at }: { at: Instant }) => <time datetime={at.iso}>{at.exact}</time>;

/** How far it is, with the instant itself on request. */
export const HowFar = ({ at }: { at: Instant }) => (
  <time datetime={at.iso} title={at.words}>
    {at.ago}
  </time>
);
