// The port to access tokens, of which only the SHA-256 is ever kept.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { Token } from '../../domain/catalog/token.ts';
import type { Page, PageRequest } from '../../domain/page.ts';

export type Tokens = {
  /** The token with this SHA-256 (hex), if it is in force at `nowMs`. */
  loadToken(sha256: string, nowMs: number): Promise<Token | null>;
  /** The token of this name, in force or not. */
  loadTokenNamed(name: string): Promise<Token | null>;
  /** By name; of one product, or of all when `productId` is null. */
  loadTokens(page: PageRequest, productId: string | null): Promise<Page<Token>>;
  /** False when the name is taken. */
  recordToken(token: Token, sha256: string, audit: AuditEntry): Promise<boolean>;
  /** False when no token in force has that name. */
  recordTokenRevoked(name: string, nowMs: number, audit: AuditEntry): Promise<boolean>;
};
