// The 404 that every route of a product shares.
import type { Context } from 'hono';
import { maxPageLimit } from '../../domain/page.ts';
import { findNearest } from '../../wire/nearest.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';

/**
 * For lists, by what they hold: null where that is something, or the product is there. A misspelt product has no faults
 * either, and nobody should take that for good news. `product` is null where the list is of all products.
 */
export async function refuseEmptyOfNone(c: Context<HttpEnv>, product: string | null, items: readonly unknown[]) {
  if (items.length > 0 || product === null) return null;
  const found = await c.env.stores().catalog.loadProduct(product);
  return found === null ? refuseMisspelt(c, product) : null;
}

/** For those who may read every product: names the one that they probably mean. Behind `requireRole`. */
export async function refuseMisspelt(c: Context<HttpEnv>, product: string) {
  const { productId } = c.get('bearer');
  const { items } = await c.env.stores().catalog.loadProducts({ limit: maxPageLimit, after: null });
  const known = items.map(({ id }) => id).filter((id) => productId === null || id === productId);
  return refuseUnknownProduct(c, product, findNearest(product, known));
}

export function refuseUnknownProduct(c: Context<HttpEnv>, product: string, near: string | null = null) {
  const detail = `There is no product "${product}"${near === null ? '.' : `; did you mean "${near}"?`}`;
  const fix = 'See `GET /v1/products` for the ones there are.';
  return problem(c, { status: 404, code: 'unknown-product', detail, fix });
}
