// The demonstration's clock: a Friday noon, and every second four hours of the service.

export const rate = 14_400;

/** Friday 2026-11-27 12:00 UTC; the train leaves at 17:00. */
export const startMs = Date.UTC(2026, 10, 27, 12);
export const timetable = 'Fri 17:00 UTC';

export type TimeLapse = { readonly bindings: Readonly<Record<string, string>>; nowMs(): number };

export function openTimeLapse(originMs: number): TimeLapse {
  return {
    bindings: { CLOCK_RATE: String(rate), CLOCK_ORIGIN_MS: String(originMs), CLOCK_START_MS: String(startMs) },
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
