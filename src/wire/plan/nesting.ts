// Measures how deep a YAML document nests, on the flat token tree, before anything recursive touches it.
// 30,000 times `- ` once exhausted V8's stack inside a regular expression, which ends the whole process, not the request.
import type { CST } from 'yaml';

/** Offset of the first token nested deeper than the limit, or null. Walks with a stack of its own, so depth costs memory only. */
export function findTooDeep(tokens: readonly CST.Token[], maxDepth: number): number | null {
  const waiting: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next;
    if (depth > maxDepth) return token.offset;
    for (const child of listChildren(token)) waiting.push({ token: child, depth: depth + 1 });
  }
  return null;
}

function listChildren(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return isToken(token.value) ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) => [item.key, item.value].filter(isToken));
}

const isToken = (token: CST.Token | null | undefined): token is CST.Token => token !== null && token !== undefined;
