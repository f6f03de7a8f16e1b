// What telling others needs, put together from the surroundings: the formats of wire among it.
import type { DeliverPorts } from '../../app/deliver-events.ts';
import type { EventFormat } from '../../app/ports/event-format.ts';
import type { TrackerFormats } from '../../app/ports/tracker-format.ts';
import type { SendLettersPorts } from '../../app/send-letters.ts';
import { encodeEvent, encodeTest } from '../../wire/event/event.ts';
import { encodeLetter } from '../../wire/mail/letter.ts';
import { github } from '../../wire/mirror/github.ts';
import { gitlab } from '../../wire/mirror/gitlab.ts';
import type { Surroundings } from './http-env.ts';

export const eventFormat: EventFormat = { encodeEvent, encodeTest };

export const trackerFormats: TrackerFormats = { github, gitlab };

export function deliverPorts({ process, stores }: Surroundings): DeliverPorts {
  const { courier, messageSigner, entropy } = process;
  const { outbox, claims, letters, mirrorLinks } = stores();
  return { courier, messageSigner, entropy, outbox, claims, letters, mirrorLinks, eventFormat, trackerFormats };
}

/** Null for a service that writes to nobody. */
export function letterPorts({ process, stores }: Surroundings): SendLettersPorts | null {
  const { postman, mailLinks, messageSigner, entropy, testerSigner, digest } = process;
  if (postman === null) return null;
  const { letters, testers } = stores();
  const signers = { mailLinks, messageSigner, testerSigner };
  return { postman, ...signers, entropy, digest, letters, testers, letterFormat: { encodeLetter } };
}
