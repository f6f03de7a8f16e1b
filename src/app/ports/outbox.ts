// The port to the outbox: events that were committed with their changes, and who has to be told of them.
import type { Event, NewEvent } from '../../domain/event/event.ts';
import type { NewDelivery, Subscription } from '../../domain/event/subscription.ts';

export type OutboxFigures = {
  /** Deliveries that wait, and since when the oldest of them; null when none does. */
  readonly waiting: number;
  readonly oldestMs: number | null;
  /** Given up, and kept for a person to look at. */
  readonly dead: number;
  /** Events whose listeners nobody noted yet. */
  readonly unspread: number;
};

export type Outbox = {
  /** For what happened without a change of its own; with `once`, a repetition is not kept. */
  recordNoticed(events: readonly NewEvent[]): Promise<void>;
  /** Events whose listeners nobody noted yet, the oldest first. */
  loadUnspread(limit: number): Promise<Event[]>;
  loadActive(): Promise<Subscription[]>;
  /** Notes who hears of these events; of two that do it at once, one has effect. */
  recordSpread(eventSeqs: readonly number[], deliveries: readonly NewDelivery[], nowMs: number): Promise<void>;
  /** Removes events from before with all that was noted of them, but those that are still to be told. */
  recordForgotten(beforeMs: number, limit: number): Promise<number>;
  loadFigures(): Promise<OutboxFigures>;
};
