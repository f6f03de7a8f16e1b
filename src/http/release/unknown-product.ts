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

/** For those who may read every product: names the one that they probably mean. Behind `requireRole`. 422 is for a product in a body. */
export async function refuseMisspelt<S extends 404 | 422 = 404>(c: Context<HttpEnv>, product: string, status?: S) {
  const { productId } = c.get('bearer');
  const { items } = await c.env.stores().catalog.loadProducts({ limit: maxPageLimit, after: null });
  const known = items.map(({ id }) => id).filter((id) => productId === null || id === productId);
  return problem(c, { ...wordsFor(product, findNearest(product, known)), status: status ?? (404 as S) });
}

export function refuseUnknownProduct(c: Context<HttpEnv>, product: string) {
  return problem(c, { ...wordsFor(product, null), status: 404 });
}

const wordsFor = (product: string, near: string | null) => ({
  code: 'unknown-product',
  detail: `There is no product "${product}"${near === null ? '.' : `; did you mean "${near}"?`}`,
  fix: 'See `GET /v1/products` for the ones there are.',
});
