// Access tokens as operators send and see them; a secret appears once, in the answer that made it.
import * as z from 'zod';
import { roles, type Token } from '../../domain/catalog/token.ts';
import { tokenSecretPattern } from '../../domain/catalog/token-secret.ts';
import { pageOf, productId } from '../release/names.ts';

/** What the audit calls the bearer: short, and safe to print. */
export const tokenName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,59}$/, 'must be 1 to 60 of letters, digits, ".", "_", "@" and "-"')
  .meta({ id: 'TokenName', example: 'ada' });

const role = z.enum(roles).meta({ id: 'Role' });
const product = productId.nullable().meta({ description: 'The one product it is for; null for all.' });
const ms = z.int().meta({ description: 'Epoch milliseconds of the service clock.' });

export const createTokenBody = z
  .object({
    name: tokenName,
    role,
    product: product.default(null),
    expiresInDays: z.int().min(1).max(3650).optional().meta({ description: 'Without it the token does not expire.' }),
  })
  .meta({ id: 'CreateToken' });

export const token = z
  .object({
    name: z.string(),
    role,
    product,
    createdBy: z.string(),
    createdMs: ms,
    expiresMs: ms.nullable(),
    revokedMs: ms.nullable(),
  })
  .meta({ id: 'Token' });

export const createdToken = token
  .extend({ secret: z.string().regex(tokenSecretPattern).meta({ description: 'Shown this once; keep it.' }) })
  .meta({ id: 'CreatedToken' });

export const tokenPage = pageOf(token);
export const me = z.object({ name: z.string(), role, product }).meta({ id: 'Me' });

export function encodeToken({ productId: itsProduct, ...rest }: Token): z.output<typeof token> {
  return { ...rest, product: itsProduct };
}
