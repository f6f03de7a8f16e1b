// A payload of the size of a role file, and a signature under it.
import { randomBytes } from 'node:crypto';
import nacl from 'tweetnacl';
import { deriveTrustedKey } from '../../../src/domain/trust/key.ts';
import type { Candidate } from '../../../src/domain/trust/verify.ts';

export function makeSignatures() {
  const secret = nacl.sign.keyPair();
  const payload = new Uint8Array(randomBytes(4_000));
  const signature = nacl.sign.detached(payload, secret.secretKey);
  const candidate: Candidate = { key: deriveTrustedKey(secret.publicKey), signature };
  return { payload, candidate, secret };
}
