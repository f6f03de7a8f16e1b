// The port to the outbox: events that were committed with their changes and wait for those who listen.
import type { Event } from '../../domain/event/event.ts';

export type Outbox = {
  /** Events whose listeners nobody noted yet, the oldest first. */
  loadUnspread(limit: number): Promise<Event[]>;
};
