// Creates a product.
import type { Product } from '../domain/catalog/product.ts';
import { auditOf, type By } from './by.ts';
import type { Catalog } from './ports/catalog.ts';

export type CreateProductAnswer = { ok: true; product: Product } | { ok: false; refusal: 'id-taken' };

export async function createProduct(
  ports: { catalog: Catalog },
  input: { id: string; name: string },
  by: By,
): Promise<CreateProductAnswer> {
  const product: Product = { id: input.id, name: input.name, createdMs: by.nowMs };
  const isAdded = await ports.catalog.recordProduct(
    product,
    auditOf(by, 'product created', product.id, { name: product.name }),
  );
  return isAdded ? { ok: true, product } : { ok: false, refusal: 'id-taken' };
}
