// Verifies ed25519 with the platform's WebCrypto, which workerd and Node both have.
import type { SignatureVerifier } from '../../app/ports/signature-verifier.ts';
import type { Candidate } from '../../domain/trust/verify.ts';

export const webCryptoVerifier: SignatureVerifier = {
  async checkCandidates(payload, candidates) {
    const verdicts = await Promise.all(candidates.map((candidate) => isGood(payload, candidate)));
    return candidates.filter((_, index) => verdicts[index] === true).map(({ key }) => key);
  },
};

async function isGood(payload: Uint8Array, { key, signature }: Candidate): Promise<boolean> {
  const algorithm = { name: 'Ed25519' };
  const imported = await crypto.subtle.importKey('raw', plain(key.publicKey), algorithm, false, ['verify']);
  return crypto.subtle.verify(algorithm, imported, plain(signature), plain(payload));
}

/** WebCrypto's types want bytes that no other thread shares; a copy of a few kilobytes is certain to be such. */
const plain = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
