// Writes 32 secret bytes as groups that a person can copy by hand: every slip is found in the group where it was made.

/** Crockford's base 32: no I, L, O and U, so nothing looks like something else (crockford.com/base32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const charsInGroup = 4;
/** 256 bits are 52 characters of 5 bits, the last 4 bits of which are 0. */
const secretBytes = 32;
export const groupsOfSecret = 13;

export function encodeGroups(secret: Uint8Array): readonly string[] {
  const digits = toDigits(secret);
  return Array.from({ length: groupsOfSecret }, (_, at) => {
    const group = digits.slice(at * charsInGroup, (at + 1) * charsInGroup);
    return [...group, checkDigit(group, at)].map((digit) => alphabet[digit]).join('');
  });
}

export type GroupsAnswer =
  | { readonly ok: true; readonly secret: Uint8Array }
  /** Numbers, from 1, of the groups that hold a slip. */
  | { readonly ok: false; readonly wrongGroups: readonly number[] };

/** Takes small letters, O for 0, I and L for 1. Fewer or more groups than a secret has are wrong from the first that is odd. */
export function parseGroups(groups: readonly string[]): GroupsAnswer {
  const read = Array.from({ length: Math.max(groupsOfSecret, groups.length) }, (_, at) =>
    parseGroup(groups[at] ?? '', at),
  );
  const wrongGroups = read.flatMap((group, at) => (group === null ? [at + 1] : []));
  const digits = read.flatMap((group) => group ?? []);
  if (wrongGroups.length > 0) return { ok: false, wrongGroups };
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('');
  if (/1/.test(bits.slice(8 * secretBytes))) return { ok: false, wrongGroups: [groupsOfSecret] };
  const secret = Uint8Array.from({ length: secretBytes }, (_, at) =>
    Number.parseInt(bits.slice(8 * at, 8 * at + 8), 2),
  );
  return { ok: true, secret };
}

function parseGroup(text: string, at: number): number[] | null {
  const spelled = text.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const digits = Array.from(spelled, (character) => alphabet.indexOf(character));
  const group = digits.slice(0, charsInGroup);
  const isGood =
    at < groupsOfSecret &&
    digits.length === charsInGroup + 1 &&
    !digits.includes(-1) &&
    digits[charsInGroup] === checkDigit(group, at);
  return isGood ? group : null;
}

function toDigits(secret: Uint8Array): number[] {
  const bits = Array.from(secret, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: groupsOfSecret * charsInGroup }, (_, at) =>
    Number.parseInt(bits.slice(5 * at, 5 * at + 5).padEnd(5, '0'), 2),
  );
}

/**
 * A polynomial over GF(32) at its generator, the group's number as its first digit: one wrong character, two swapped
 * neighbours and two swapped groups all change it, without exception, as in a checksum of Damm's or bech32's kind.
 */
function checkDigit(group: readonly number[], at: number): number {
  return [at + 1, ...group].reduce((sum, digit) => double(sum ^ digit), 0);
}

/** Times the generator of GF(32) modulo x^5 + x^2 + 1. */
const double = (digit: number): number => (digit << 1) ^ (digit >= 16 ? 0b100101 : 0);
