// The outbox in memory: keeps what was noticed, for verbs whose events are what the test looks at.
import type { Outbox } from '../../src/app/ports/outbox.ts';
import type { NewEvent } from '../../src/domain/event/event.ts';

export type FakeOutbox = Outbox & { readonly noticed: NewEvent[] };

export function fakeOutbox(): FakeOutbox {
  const noticed: NewEvent[] = [];
  return {
    noticed,
    async recordNoticed(events) {
      for (const event of events)
        if (event.once === undefined || !noticed.some(({ once }) => once === event.once)) noticed.push(event);
    },
    loadUnspread: async () => [],
    loadActive: async () => [],
    recordSpread: async () => {},
    recordForgotten: async () => 0,
    loadFigures: async () => ({ waiting: 0, oldestMs: null, dead: 0, unspread: 0 }),
  };
}
