// Keeps the secrets of what leaves the house: sealed for the database with a key of the service, used only here.
import { createHmac, randomBytes } from 'node:crypto';
import nacl from 'tweetnacl';
import type { MessageSigner } from '../../app/ports/message-signer.ts';

/** Standard Webhooks asks for 24 to 64 bytes. */
const secretBytes = 32;
const prefix = 'whsec_';

/**
 * Sealed texts are NaCl secretboxes under a key that is derived from the service's secret: whoever has the database alone
 * reads nothing. Throws for a secret below 32 characters.
 */
export function messageSigner(serviceSecret: string): MessageSigner {
  if (serviceSecret.length < 32) throw new RangeError('The service secret must have at least 32 characters.');
  const key = createHmac('sha256', serviceSecret).update('orange-friday/outbox/1').digest();
  const seal = (text: string): string => {
    const nonce = randomBytes(nacl.secretbox.nonceLength);
    return `s1.${Buffer.concat([nonce, nacl.secretbox(Buffer.from(text), nonce, key)]).toString('base64url')}`;
  };
  const open = (sealed: string): string | null => {
    const bytes = Buffer.from(sealed.startsWith('s1.') ? sealed.slice(3) : '', 'base64url');
    if (bytes.length <= nacl.secretbox.nonceLength + nacl.secretbox.overheadLength) return null;
    const nonce = bytes.subarray(0, nacl.secretbox.nonceLength);
    const text = nacl.secretbox.open(bytes.subarray(nacl.secretbox.nonceLength), nonce, key);
    return text === null ? null : Buffer.from(text).toString();
  };
  return {
    createSecret() {
      const secret = `${prefix}${randomBytes(secretBytes).toString('base64')}`;
      return { secret, sealed: seal(secret) };
    },

    signMessage({ id, timestampS, body }, sealed) {
      const signatures = sealed.map((each) => {
        const secret = open(each);
        if (secret === null) return null;
        const hmac = createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64'));
        return `v1,${hmac.update(`${id}.${timestampS}.${body}`).digest('base64')}`;
      });
      return signatures.length === 0 || signatures.includes(null) ? null : signatures.join(' ');
    },

    sealToken: seal,
    openToken: open,
  };
}
