// Remembers for a moment which access tokens were looked up, in a map that cannot grow without end.
import type { KnownTokens } from '../../app/ports/known-tokens.ts';
import type { Token } from '../../domain/catalog/token.ts';

const keptForMs = 30_000;
/** Gateways, not devices: a service has a handful. */
const maxTokens = 1_000;

/** `elapsedMs` is real time that only moves forward. Only tokens that exist are kept, so nobody can push them out by guessing. */
export function knownTokens(elapsedMs: () => number): KnownTokens {
  const known = new Map<string, { readonly token: Token; readonly keptMs: number }>();
  return {
    loadKnownToken(text) {
      const found = known.get(text);
      return found !== undefined && elapsedMs() - found.keptMs < keptForMs ? found.token : null;
    },
    recordKnownToken(text, token) {
      known.delete(text);
      if (known.size >= maxTokens) known.delete(known.keys().next().value ?? '');
      known.set(text, { token, keptMs: elapsedMs() });
    },
  };
}
