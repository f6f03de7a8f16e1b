// The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding: how the pooler proves its password to PostgreSQL.
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

export type ScramLogin = {
  /** client-first-message */
  readonly first: string;
  /** Takes server-first-message, answers client-final-message. Throws when the server's message is not one. */
  answer(serverFirst: string): Promise<string>;
  /** Takes server-final-message, throws when the server does not know the password. */
  check(serverFinal: string): void;
};

// Salt and iterations belong to the role, so one password is stretched once and not for every connection (3 ms each).
const stretched = new Map<string, Promise<Buffer>>();

/** PostgreSQL ignores the user name here and takes that of the startup packet, so it may stay empty. */
export function startScram(
  password: string,
  { user = '', nonce = randomBytes(18).toString('base64') } = {},
): ScramLogin {
  const firstBare = `n=${user},r=${nonce}`;
  let signature: Buffer | undefined;
  return {
    first: `n,,${firstBare}`,
    async answer(serverFirst) {
      const fields = parseFields(serverFirst);
      const [serverNonce, salt, iterations] = [fields.get('r'), fields.get('s'), Number(fields.get('i'))];
      if (!serverNonce?.startsWith(nonce) || salt === undefined || !(iterations > 0))
        throw new Error('not a SCRAM answer');
      const salted = await stretch(password, salt, iterations);
      const finalBare = `c=biws,r=${serverNonce}`;
      const message = `${firstBare},${serverFirst},${finalBare}`;
      const clientKey = hmac(salted, 'Client Key');
      const proof = xor(clientKey, hmac(createHash('sha256').update(clientKey).digest(), message));
      signature = hmac(hmac(salted, 'Server Key'), message);
      return `${finalBare},p=${proof.toString('base64')}`;
    },
    check(serverFinal) {
      const given = Buffer.from(parseFields(serverFinal).get('v') ?? '', 'base64');
      if (signature === undefined || given.length !== signature.length || !timingSafeEqual(given, signature)) {
        throw new Error('the server does not know the password');
      }
    },
  };
}

function stretch(password: string, salt: string, iterations: number): Promise<Buffer> {
  const key = JSON.stringify([password, salt, iterations]);
  const known = stretched.get(key);
  if (known !== undefined) return known;
  const work = promisify(pbkdf2)(password, Buffer.from(salt, 'base64'), iterations, 32, 'sha256');
  stretched.set(key, work);
  return work;
}

function parseFields(message: string): Map<string, string> {
  return new Map(message.split(',').map((field) => [field.slice(0, 1), field.slice(2)]));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function xor(left: Buffer, right: Buffer): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));
}
