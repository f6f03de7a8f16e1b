// The demonstration's clock: a Friday afternoon, and every second an hour of the service.

/** A second is an hour. */
export const rate = 3_600;

/** UTC. Preparing takes two days of this clock at most; on a Friday it starts a little before the train. */
const startsMs = {
  preparation: Date.UTC(2026, 10, 23, 8),
  first: Date.UTC(2026, 10, 27, 14),
  second: Date.UTC(2026, 11, 4, 14),
};
export const timetable = 'Fri 17:00 UTC';

export type TimeLapse = { readonly bindings: Readonly<Record<string, string>>; nowMs(): number };

/** A clock that shows the start of a chapter at `originMs` of the world's time. */
export function openTimeLapse(chapter: keyof typeof startsMs, originMs: number): TimeLapse {
  const startMs = startsMs[chapter];
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
