// Spreads events: notes for each that was committed who has to be told of it.
import { deriveNews } from '../domain/event/letter.ts';
import { deriveDeliveries } from '../domain/event/subscription.ts';
import type { Letters } from './ports/letters.ts';
import type { Outbox } from './ports/outbox.ts';

const eventsAtOnce = 500;
/** Enough for an hour's events of a busy fleet; what is left waits for the next turn. */
const maxRounds = 10;

/** Answers how many events were spread. */
export async function spreadEvents(
  { outbox, letters }: { readonly outbox: Outbox; readonly letters: Letters },
  nowMs: number,
): Promise<number> {
  let spread = 0;
  for (let round = 0; round < maxRounds; round += 1) {
    const events = await outbox.loadUnspread(eventsAtOnce);
    if (events.length === 0) break;
    // First, and once an event: what is cut off in between is done again.
    const news = events.map(deriveNews).filter((each) => each !== null);
    await letters.recordNews(news, nowMs);
    const deliveries = deriveDeliveries(events, await outbox.loadActive());
    await outbox.recordSpread(
      events.map(({ seq }) => seq),
      deliveries,
      nowMs,
    );
    spread += events.length;
  }
  return spread;
}
