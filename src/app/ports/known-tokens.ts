// The port to the access tokens that this process looked up a moment ago, so that a busy gateway is not looked up for each batch.
import type { Token } from '../../domain/catalog/token.ts';

export type KnownTokens = {
  /** Null for a token that was not looked up within the last 30 seconds: a revoked one goes on for no longer. */
  loadKnownToken(text: string): Token | null;
  recordKnownToken(text: string, token: Token): void;
};
