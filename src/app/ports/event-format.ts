// The port to the spelling of events: verbs deal in values, wire in text.
import type { Event } from '../../domain/event/event.ts';

export type EventFormat = {
  /** The JSON text that receivers get; the same event gives the same text. */
  encodeEvent(event: Event): string;
  /** What a receiver gets when a person only wants to know whether it can be reached. */
  encodeTest(test: { readonly id: string; readonly subscription: string; readonly atMs: number }): string;
};
