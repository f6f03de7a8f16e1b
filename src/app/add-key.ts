// Adds a public key whose signatures count for a product from now on.
import { keysMax, type SigningKey } from '../domain/catalog/product.ts';
import { fromHex } from '../domain/trust/hex.ts';
import { deriveKeyId } from '../domain/trust/key.ts';
import { checkPublicKey, type KeyRefusal } from '../domain/trust/precheck.ts';
import { auditOf, type By } from './by.ts';
import type { Catalog } from './ports/catalog.ts';

export type AddKeyAnswer =
  | { ok: true; key: SigningKey }
  | { ok: false; refusal: 'unknown-product' | 'too-many-keys' | KeyRefusal }
  | { ok: false; refusal: 'key-taken'; key: SigningKey };

/** The id is derived from the key, never taken from who sends it. */
export async function addKey(
  { catalog }: { catalog: Catalog },
  { productId, publicHex, label }: { productId: string; publicHex: string; label: string },
  by: By,
): Promise<AddKeyAnswer> {
  const publicKey = fromHex(publicHex) ?? new Uint8Array();
  const refusal = checkPublicKey(publicKey);
  if (refusal !== null) return { ok: false, refusal };
  const product = await catalog.loadProduct(productId);
  if (product === null) return { ok: false, refusal: 'unknown-product' };
  const keyId = deriveKeyId(publicKey);
  const taken = product.keys.find((each) => each.keyId === keyId);
  if (taken !== undefined) return { ok: false, refusal: 'key-taken', key: taken };
  if (product.keys.length >= keysMax) return { ok: false, refusal: 'too-many-keys' };

  const key: SigningKey = { keyId, publicHex, label, addedBy: by.actor, addedMs: by.nowMs, revokedMs: null };
  const audit = auditOf(by, 'key added', `${productId}/${keyId}`, { publicHex, label });
  const isAdded = await catalog.recordKey(productId, key, audit);
  if (isAdded) return { ok: true, key };
  const now = await catalog.loadProduct(productId);
  return { ok: false, refusal: 'key-taken', key: now?.keys.find((each) => each.keyId === keyId) ?? key };
}
