// Makes sure that somebody can operate the service: the launcher calls it at every start.
import { isInForce } from '../domain/catalog/token.ts';
import { maxPageLimit } from '../domain/page.ts';
import { issueToken } from './create-token.ts';
import type { Entropy } from './ports/entropy.ts';
import type { Tokens } from './ports/tokens.ts';

export type IssuedToken = { readonly name: string; readonly secret: string };

/**
 * Creates an operator token when none is in force, and answers its secret this once; null when there is one.
 * It is named `operator`; where that name was used up and revoked, `operator-2` and so on.
 */
export async function ensureOperatorToken(
  ports: { tokens: Tokens; entropy: Entropy },
  nowMs: number,
): Promise<IssuedToken | null> {
  for (let attempt = 1; !(await hasOperator(ports.tokens, nowMs)); attempt += 1) {
    const name = attempt === 1 ? 'operator' : `operator-${attempt}`;
    const request = { name, role: 'operator', product: null, expiresInDays: null } as const;
    const issued = await issueToken(ports, request, { actor: 'launcher', nowMs });
    if (issued.ok) return { name, secret: issued.secret };
  }
  return null;
}

/** An operator limited to one product cannot operate the service. */
async function hasOperator(tokens: Tokens, nowMs: number): Promise<boolean> {
  let after: string | null = null;
  do {
    const page = await tokens.loadTokens({ limit: maxPageLimit, after }, null);
    const isOperator = page.items.some(
      (token) => token.role === 'operator' && token.productId === null && isInForce(token, nowMs),
    );
    if (isOperator) return true;
    after = page.next;
  } while (after !== null);
  return false;
}
