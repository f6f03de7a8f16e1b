// Times in TUF metadata: `YYYY-MM-DDTHH:MM:SSZ`, whole seconds, since strict clients refuse milliseconds.

const pattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/** Epoch milliseconds as a TUF time; a part of a second is dropped, so that nothing lives longer than was asked. */
export function encodeInstant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Epoch milliseconds, or null for another spelling and for days that no calendar has. */
export function parseInstant(text: string): number | null {
  if (!pattern.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isFinite(ms) && encodeInstant(ms) === text ? ms : null;
}
