// Reads If-Match (RFC 9110, 13.1.1) where a tag names the version of something that people change.

/** `any`: whatever is there; `versions` are those that the sender has seen, weak tags left out, for they match nothing. */
export type IfMatch = { readonly kind: 'any' } | { readonly kind: 'versions'; readonly versions: readonly number[] };

const tag = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;
const maxTags = 20;

/** Null for what is no list of entity tags. */
export function readIfMatch(header: string): IfMatch | null {
  if (header.trim() === '*') return { kind: 'any' };
  const tags = header.split(',').map((each) => tag.exec(each.trim()));
  if (tags.length > maxTags || tags.some((each) => each === null)) return null;
  const strong = tags.flatMap((each) => (each === null || each[1] !== undefined ? [] : [each[2] ?? '']));
  return { kind: 'versions', versions: strong.filter((text) => /^\d{1,10}$/.test(text)).map(Number) };
}

export const encodeTag = (version: number): string => `"${version}"`;
