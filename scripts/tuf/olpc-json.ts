// OLPC canonical JSON of any value, as other people's repositories sign it; ours stay inside what every spelling agrees on.

/** The bytes, or null for what it has no word for: fractions and integers that JSON readers round. */
export function encodeOlpc(value: unknown): Uint8Array | null {
  const text = print(value);
  return text === null ? null : new TextEncoder().encode(text);
}

function print(value: unknown): string | null {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return printString(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null;
  if (Array.isArray(value)) return enclose('[', value.map(print), ']');
  if (typeof value !== 'object') return null;
  const members = Object.entries(value).sort(([one], [other]) => compareCodePoints(one, other));
  return enclose(
    '{',
    members.map(([name, member]) => {
      const text = print(member);
      return text === null ? null : `${printString(name)}:${text}`;
    }),
    '}',
  );
}

/** Only these two are escaped; a newline stays a newline. */
const printString = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;

const enclose = (open: string, parts: readonly (string | null)[], close: string): string | null =>
  parts.includes(null) ? null : `${open}${parts.join(',')}${close}`;

/** Python sorts by code point; JavaScript by UTF-16 unit, which differs above the basic plane. */
function compareCodePoints(one: string, other: string): number {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const difference = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
