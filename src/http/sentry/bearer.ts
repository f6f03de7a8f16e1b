// Who sends by a key, as reports and files know it.
import { isPublicRole, type Token } from '../../domain/catalog/token.ts';

export const bearerOf = ({ name, role }: Token) => ({ sentBy: name, isPublic: isPublicRole(role) });
