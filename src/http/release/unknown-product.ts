// The 404 that every route below a product shares.
import type { Context } from 'hono';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';

/** Asked where a list is empty: a misspelt product has no faults either, and nobody should take that for good news. */
export const isUnknownProduct = async (c: Context<HttpEnv>, productId: string): Promise<boolean> =>
  (await c.env.stores().catalog.loadProduct(productId)) === null;

export function refuseUnknownProduct(c: Context<HttpEnv>, productId: string) {
  const detail = `There is no product "${productId}".`;
  const fix = 'See `GET /v1/products` for the ones there are.';
  return problem(c, { status: 404, code: 'unknown-product', detail, fix });
}
