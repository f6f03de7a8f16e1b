// Keeps a token for one product away from what belongs to others, where the product stands in no path.
import type { Context } from 'hono';
import { mayAct } from '../../domain/catalog/token.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { refuseBearer } from '../shared/require-role.ts';

/** For a row that is named by number: one outside the token's scope is answered like one that is not there. */
export function isInScope(c: Context<HttpEnv>, product: string): boolean {
  const scope = c.get('bearer').productId;
  return scope === null || scope === product;
}

/** For a product that the request names: null when the bearer may act on it, otherwise the refusal. */
export function refuseOtherProduct(c: Context<HttpEnv>, product: string) {
  const bearer = c.get('bearer');
  // The role was checked before; what is left is the scope.
  return mayAct(bearer, [bearer.role], product) ? null : refuseBearer(c, bearer, `Use a token for ${product}.`);
}
