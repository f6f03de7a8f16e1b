// Takes a signing key out of force: nothing signed with it is accepted from now on.
import type { SigningKey } from '../domain/catalog/product.ts';
import { auditOf, type By } from './by.ts';
import type { Catalog } from './ports/catalog.ts';

export type RevokeKeyAnswer = { ok: true; key: SigningKey } | { ok: false; refusal: 'unknown-product' | 'unknown-key' };

/** A second time changes nothing: the answer is the key as it was revoked. */
export async function revokeKey(
  { catalog }: { catalog: Catalog },
  { productId, keyId }: { productId: string; keyId: string },
  by: By,
): Promise<RevokeKeyAnswer> {
  const before = await catalog.loadProduct(productId);
  if (before === null) return { ok: false, refusal: 'unknown-product' };
  const key = before.keys.find((each) => each.keyId === keyId);
  if (key === undefined) return { ok: false, refusal: 'unknown-key' };
  if (key.revokedMs !== null) return { ok: true, key };
  const audit = auditOf(by, 'key revoked', `${productId}/${keyId}`, { label: key.label });
  if (await catalog.recordKeyRevoked(productId, keyId, by.nowMs, audit)) {
    return { ok: true, key: { ...key, revokedMs: by.nowMs } };
  }
  const after = await catalog.loadProduct(productId);
  return { ok: true, key: after?.keys.find((each) => each.keyId === keyId) ?? key };
}
