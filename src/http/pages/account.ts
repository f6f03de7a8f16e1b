// Says on a page who is logged in.
import type { Token } from '../../domain/catalog/token.ts';
import type { Account } from '../../pages/layout.tsx';

export const accountOf = ({ name, role, productId }: Token): Account => ({ name, role, product: productId });
