// The first words with a client: what it wants, whether it may, and an answer as PostgreSQL gives it, without asking PostgreSQL.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import { takeMessage, takeUntagged } from './pg-intake.ts';
import {
  type BackendKey,
  encodedAskPassword,
  encodeNegotiation,
  type PgNotice,
  parsePairs,
  requestCode,
} from './pg-messages.ts';
import { tagOf } from './pg-scanner.ts';
import type { Credentials } from './pooler-login.ts';

export type Greeting =
  | { readonly kind: 'cancel'; readonly key: BackendKey }
  | { readonly kind: 'refused'; readonly notice: PgNotice }
  /** `settings` are the session parameters that the client asked for in its startup packet. */
  | { readonly kind: 'session'; readonly settings: ReadonlyMap<string, string> };

const patienceMs = 10_000;
// Named in the startup packet but not session settings. The application name is left to the backend: setting it would cost
// each client a round trip.
const notSettings = new Set(['user', 'database', 'application_name']);

/** Throws when the client closes, stalls or speaks something else. */
export async function greet(socket: Socket, expected: Credentials): Promise<Greeting> {
  const patience = AbortSignal.timeout(patienceMs);
  const packet = await takeStartup(socket, patience);
  const code = packet.readInt32BE(0);
  if (code === requestCode.cancel)
    return { kind: 'cancel', key: { pid: packet.readInt32BE(4), secret: packet.readInt32BE(8) } };
  if (code >> 16 !== 3) return refused('0A000', 'the pooler speaks protocol 3 only');
  const asked = parsePairs(packet.subarray(4));
  const reserved = [...asked.keys()].filter((name) => name.startsWith('_pq_.'));
  if (code !== requestCode.version3 || reserved.length > 0) socket.write(encodeNegotiation(reserved));
  socket.write(encodedAskPassword);
  const answer = await takeMessage(socket, patience);
  const password = answer.payload.toString('utf8', 0, answer.payload.length - 1);
  if (answer.tag !== tagOf.password || asked.get('user') !== expected.user || !isSame(password, expected.password)) {
    return refused('28P01', `password authentication failed for user "${asked.get('user')}"`);
  }
  return checkWishes(asked, expected.database);
}

/** Offers of encryption are declined with one byte, after which the client sends its startup packet. */
async function takeStartup(socket: Socket, patience: AbortSignal): Promise<Buffer> {
  for (let offers = 0; offers < 3; offers++) {
    const packet = await takeUntagged(socket, patience);
    if (packet.length < 4) break;
    const code = packet.readInt32BE(0);
    if (code !== requestCode.tls && code !== requestCode.gss) return packet;
    socket.write('N');
  }
  throw new RangeError('not a startup packet');
}

function checkWishes(asked: ReadonlyMap<string, string>, database: string): Greeting {
  const name = asked.get('database') ?? asked.get('user') ?? '';
  if (name !== database) return refused('3D000', `the pooler serves database "${database}", not "${name}"`);
  for (const wish of ['options', 'replication']) {
    if (asked.has(wish))
      return refused('0A000', `the pooler takes no startup parameter "${wish}"`, 'Use SET, or a direct connection.');
  }
  const settings = [...asked].filter(
    ([key, value]) => !notSettings.has(key) && !key.startsWith('_pq_.') && !isUtf8(key, value),
  );
  return { kind: 'session', settings: new Map(settings) };
}

/** The backends speak UTF-8 already. */
function isUtf8(name: string, value: string): boolean {
  return name === 'client_encoding' && /^'?utf-?8'?$/i.test(value);
}

/** In a time that does not depend on where the two differ. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function refused(code: string, message: string, hint?: string): Greeting {
  return { kind: 'refused', notice: hint === undefined ? { code, message } : { code, message, hint } };
}
