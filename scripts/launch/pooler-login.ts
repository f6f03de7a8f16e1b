// Opens a session on PostgreSQL: startup packet, password by SCRAM, and what the server says about itself.
import type { Socket } from 'node:net';
import { takeMessage } from './pg-intake.ts';
import {
  type BackendKey,
  encodeSaslInitial,
  encodeSaslResponse,
  encodeStartup,
  parseNotice,
  parsePairs,
} from './pg-messages.ts';
import { type ScramLogin, startScram } from './scram.ts';

export type Credentials = { readonly user: string; readonly password: string; readonly database: string };

export type Login = { readonly parameters: ReadonlyMap<string, string>; readonly key: BackendKey };

const patienceMs = 10_000;
// Kinds of the Authentication message; the embedded server asks for SCRAM, a server of one's own may trust loopback.
const authentication = { ok: 0, sasl: 10, saslContinue: 11, saslFinal: 12 } as const;

/** Resolves when the server is ready for queries. Throws an Error with the server's words, or the system's. */
export async function logIn(socket: Socket, { user, password, database }: Credentials): Promise<Login> {
  const patience = AbortSignal.timeout(patienceMs);
  const scram = startScram(password);
  const parameters = new Map<string, string>();
  let key: BackendKey = { pid: 0, secret: 0 };
  socket.write(encodeStartup({ user, database, application_name: 'orange', client_encoding: 'UTF8' }));
  for (;;) {
    const { tag, payload } = await takeMessage(socket, patience);
    switch (String.fromCharCode(tag)) {
      case 'E':
        throw new Error(parseNotice(payload).message);
      case 'R':
        await authenticate(socket, payload, scram);
        break;
      case 'S':
        for (const [name, value] of parsePairs(payload)) parameters.set(name, value);
        break;
      case 'K':
        key = { pid: payload.readInt32BE(0), secret: payload.readInt32BE(4) };
        break;
      case 'Z':
        return { parameters, key };
    }
  }
}

async function authenticate(socket: Socket, payload: Buffer, scram: ScramLogin): Promise<void> {
  const text = payload.toString('utf8', 4);
  switch (payload.readInt32BE(0)) {
    case authentication.ok:
      return;
    case authentication.sasl:
      socket.write(encodeSaslInitial('SCRAM-SHA-256', scram.first));
      return;
    case authentication.saslContinue:
      socket.write(encodeSaslResponse(await scram.answer(text)));
      return;
    case authentication.saslFinal:
      scram.check(text);
      return;
    default:
      throw new Error('the server asks for a password in a way the pooler does not speak (it speaks SCRAM-SHA-256)');
  }
}
