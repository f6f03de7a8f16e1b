// The demonstration's clock: a Friday afternoon, and every second an hour of the service.

/**
 * UTC; a second is an hour. On a Friday it starts a little before the train. While all is prepared a second is a minute:
 * however slow the machine, no train may leave before there is a build for it.
 */
const chapters = {
  preparation: { startMs: Date.UTC(2026, 10, 23, 8), rate: 60 },
  first: { startMs: Date.UTC(2026, 10, 27, 14), rate: 3_600 },
  second: { startMs: Date.UTC(2026, 11, 4, 14), rate: 3_600 },
};
export const timetable = 'Fri 17:00 UTC';

export type TimeLapse = { readonly bindings: Readonly<Record<string, string>>; nowMs(): number };

/** A clock that shows the start of a chapter at `originMs` of the world's time. */
export function openTimeLapse(chapter: keyof typeof chapters, originMs: number): TimeLapse {
  const { startMs, rate } = chapters[chapter];
  return {
    bindings: {
      CLOCK_RATE: String(rate),
      CLOCK_ORIGIN_MS: String(originMs),
      CLOCK_START_MS: String(startMs),
    },
    nowMs: () => Math.floor(startMs + (Date.now() - originMs) * rate),
  };
}

/** `Fri 27 Nov 17:00` in UTC. */
export function clockWords(ms: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }).formatToParts(ms);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('hour')}:${part('minute')}`;
}
