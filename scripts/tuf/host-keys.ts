// The keys that a host can verify with: ed25519 of ours, and ECDSA and RSA of other people's repositories by node:crypto.
import { constants, createPublicKey, type KeyObject, type VerifyKeyObjectInput, verify } from 'node:crypto';
import * as z from 'zod';
import { verifyPortably } from '../../src/device/trust/portable.ts';
import type { Verify } from '../../src/device/trust/ports.ts';
import { ok, type Result, refuse } from '../../src/domain/result.ts';
import { fromHex } from '../../src/domain/trust/hex.ts';
import { deriveKeyIdOf, type ForeignScheme, type KeyId, type RoleKey } from '../../src/domain/trust/key.ts';
import { checkPublicKey } from '../../src/domain/trust/precheck.ts';
import type { KeyReading } from '../../src/wire/trust/role-keys.ts';
import { parseWith } from '../../src/wire/zod-problems.ts';
import { encodeOlpc } from './olpc-json.ts';

const keySchema = z.object({
  keytype: z.string().max(40),
  scheme: z.string().max(40),
  keyval: z.looseObject({ public: z.string().max(16_384) }),
});

/** Every member of a key object counts for its id, also those that nobody knows. Unknown types are ignored (TUF 1.0.34, 4.2). */
export const hostKeys: KeyReading = {
  isStrict: false,
  parseKey(value, keyId, where) {
    const parsed = parseWith(keySchema, value, where);
    if (!parsed.ok) return parsed;
    const canonical = encodeOlpc(value);
    const id = canonical === null ? null : deriveKeyIdOf(canonical);
    if (id !== keyId) return refuse({ where, what: 'is not the id of its key', fix: `Write ${id}.` });
    const { keytype, scheme, keyval } = parsed.value;
    if (keytype === 'ed25519' && scheme === 'ed25519') return parseEd25519(keyval.public, id, where);
    return parseForeign({ keytype, scheme, pem: keyval.public }, id, where);
  },
};

function parseEd25519(hex: string, keyId: KeyId, where: string): Result<RoleKey> {
  const publicKey = fromHex(hex);
  const refusal = publicKey === null ? 'key-not-32-bytes' : checkPublicKey(publicKey);
  if (publicKey !== null && refusal === null) return ok({ keyId, publicKey });
  return refuse({ where, what: `is refused: ${refusal}`, fix: 'Make a new key.' });
}

type Kind = { readonly keytypes: readonly string[]; isRight(key: KeyObject): boolean };

const isCurve = (name: string) => (key: KeyObject) =>
  key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === name;
/** Shorter moduli have been factored or are about to be (NIST SP 800-131A). */
const isRsa = (key: KeyObject) =>
  key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2_048;

/** `ecdsa-sha2-…` as a key type is what securesystemslib wrote before `ecdsa`. */
const kinds: Readonly<Record<ForeignScheme, Kind>> = {
  'ecdsa-sha2-nistp256': { keytypes: ['ecdsa', 'ecdsa-sha2-nistp256'], isRight: isCurve('prime256v1') },
  'ecdsa-sha2-nistp384': { keytypes: ['ecdsa', 'ecdsa-sha2-nistp384'], isRight: isCurve('secp384r1') },
  'rsassa-pss-sha256': { keytypes: ['rsa'], isRight: isRsa },
  'rsa-pkcs1v15-sha256': { keytypes: ['rsa'], isRight: isRsa },
};

const isForeignScheme = (scheme: string): scheme is ForeignScheme => Object.hasOwn(kinds, scheme);

function parseForeign(
  { keytype, scheme, pem }: { keytype: string; scheme: string; pem: string },
  keyId: KeyId,
  where: string,
): Result<RoleKey | null> {
  if (!isForeignScheme(scheme) || !kinds[scheme].keytypes.includes(keytype)) return ok(null);
  const key = readPem(pem);
  if (key === null || !kinds[scheme].isRight(key)) {
    return refuse({ where: `${where}.keyval.public`, what: `is no key for ${scheme}`, fix: 'Write its SPKI as PEM.' });
  }
  return ok({ keyId, scheme, publicKey: new Uint8Array(key.export({ type: 'spki', format: 'der' })) });
}

function readPem(pem: string): KeyObject | null {
  try {
    return pem.startsWith('-----BEGIN PUBLIC KEY-----') ? createPublicKey(pem) : null;
  } catch {
    return null;
  }
}

const options: Readonly<Record<ForeignScheme, { hash: string; input: Omit<VerifyKeyObjectInput, 'key'> }>> = {
  'ecdsa-sha2-nistp256': { hash: 'sha256', input: { dsaEncoding: 'der' } },
  'ecdsa-sha2-nistp384': { hash: 'sha384', input: { dsaEncoding: 'der' } },
  'rsassa-pss-sha256': {
    hash: 'sha256',
    input: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO },
  },
  'rsa-pkcs1v15-sha256': { hash: 'sha256', input: { padding: constants.RSA_PKCS1_PADDING } },
};

export const verifyOnHost: Verify = (payload, signature, key) => {
  if (key.scheme === undefined) return verifyPortably(payload, signature, key);
  const { hash, input } = options[key.scheme];
  const spki = createPublicKey({ key: Buffer.from(key.publicKey), format: 'der', type: 'spki' });
  return verify(hash, payload, { key: spki, ...input }, signature);
};
