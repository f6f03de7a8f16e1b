// A process that does nothing but tell others of events, for tests that kill it: `tsx deliver-child.ts URL NOW_MS`.
import { claimStore } from '../../src/adapters/postgres/claims.ts';
import { openDatabase } from '../../src/adapters/postgres/database.ts';
import { letterStore } from '../../src/adapters/postgres/letters.ts';
import { mirrorLinkStore } from '../../src/adapters/postgres/mirror-links.ts';
import { outboxStore } from '../../src/adapters/postgres/outbox.ts';
import { messageSigner } from '../../src/adapters/signing/message-signer.ts';
import { systemEntropy } from '../../src/adapters/system/entropy.ts';
import { nodeCourier } from '../../src/adapters/system/node-courier.ts';
import { deliverEvents } from '../../src/app/deliver-events.ts';
import { eventFormat, trackerFormats } from '../../src/http/shared/outbox-ports.ts';

const [url = '', nowMs = ''] = process.argv.slice(2);
const { db, close } = openDatabase(url, 5);
const ports = {
  courier: nodeCourier({ mayCallLocalhost: true, patienceMs: 5_000 }),
  messageSigner: messageSigner('ab'.repeat(32)),
  entropy: systemEntropy,
  outbox: outboxStore(db),
  claims: claimStore(db),
  eventFormat,
  letters: letterStore(db),
  mirrorLinks: mirrorLinkStore(db),
  trackerFormats,
};
await deliverEvents(ports, Number(nowMs));
await close();
