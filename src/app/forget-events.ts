// Forgets events that everybody was told of, or that were given up, once they are old.
import type { Letters } from './ports/letters.ts';
import type { Outbox } from './ports/outbox.ts';

/** As long as answers to repeated requests are kept: whoever lost a month of events asks for the state of things. */
export const keptEventsMs = 30 * 24 * 3_600_000;
const eventsAtOnce = 5_000;

/** What is left waits for the next hour. */
export async function forgetEvents(
  { outbox, letters }: { readonly outbox: Outbox; readonly letters: Pick<Letters, 'recordForgotten'> },
  nowMs: number,
): Promise<number> {
  await letters.recordForgotten(nowMs - keptEventsMs);
  let gone = 0;
  for (let round = 0; round < 10; round += 1) {
    const removed = await outbox.recordForgotten(nowMs - keptEventsMs, eventsAtOnce);
    gone += removed;
    if (removed < eventsAtOnce) break;
  }
  return gone;
}
