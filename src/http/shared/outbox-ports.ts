// What telling others needs, put together from the surroundings: the formats of wire among it.
import type { DeliverPorts } from '../../app/deliver-events.ts';
import type { EventFormat } from '../../app/ports/event-format.ts';
import type { TrackerFormats } from '../../app/ports/tracker-format.ts';
import { encodeEvent, encodeTest } from '../../wire/event/event.ts';
import { github } from '../../wire/mirror/github.ts';
import { gitlab } from '../../wire/mirror/gitlab.ts';
import type { Surroundings } from './http-env.ts';

export const eventFormat: EventFormat = { encodeEvent, encodeTest };

export const trackerFormats: TrackerFormats = { github, gitlab };

export function deliverPorts({ process, stores }: Surroundings): DeliverPorts {
  const { courier, messageSigner, entropy } = process;
  const { outbox, claims, mirrorLinks } = stores();
  return { courier, messageSigner, entropy, outbox, claims, mirrorLinks, eventFormat, trackerFormats };
}
