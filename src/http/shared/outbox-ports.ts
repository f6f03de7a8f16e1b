// What telling others needs, put together from the surroundings: the formats of wire among it.
import type { DeliverPorts } from '../../app/deliver-events.ts';
import type { EventFormat } from '../../app/ports/event-format.ts';
import { encodeEvent, encodeTest } from '../../wire/event/event.ts';
import type { Surroundings } from './http-env.ts';

export const eventFormat: EventFormat = { encodeEvent, encodeTest };

export function deliverPorts({ process, stores }: Surroundings): DeliverPorts {
  const { courier, messageSigner, entropy } = process;
  const { outbox, claims } = stores();
  return { courier, messageSigner, entropy, outbox, claims, eventFormat };
}
