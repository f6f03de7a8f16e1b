// The groups of a recovery sheet: they give back what they were made of, and every slip of a hand is found in its group.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeGroups, groupsOfSecret, parseGroups } from '../../../src/adapters/signing/checked-groups.ts';

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const place = fc.record({ group: fc.nat(groupsOfSecret - 1), at: fc.nat(4) });
const alphabet = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];

describe('groups', () => {
  it('give back every secret, in small letters and with look-alikes too', () => {
    fc.assert(
      fc.property(secret, (bytes) => {
        const groups = encodeGroups(bytes);
        expect(groups).toHaveLength(groupsOfSecret);
        expect(parseGroups(groups)).toEqual({ ok: true, secret: bytes });
        const typed = groups.map((group) => group.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'i'));
        expect(parseGroups(typed)).toEqual({ ok: true, secret: bytes });
      }),
    );
  });

  it('find one wrong character, wherever it is', () => {
    fc.assert(
      fc.property(secret, place, fc.constantFrom(...alphabet), (bytes, { group, at }, character) => {
        const groups = [...encodeGroups(bytes)];
        const right = groups[group] ?? '';
        fc.pre(right[at] !== character);
        groups[group] = right.slice(0, at) + character + right.slice(at + 1);
        expect(parseGroups(groups)).toEqual({ ok: false, wrongGroups: [group + 1] });
      }),
      { numRuns: 2_000 },
    );
  });

  it('find two neighbours that changed places', () => {
    fc.assert(
      fc.property(secret, fc.nat(groupsOfSecret - 1), fc.nat(3), (bytes, group, at) => {
        const groups = [...encodeGroups(bytes)];
        const right = groups[group] ?? '';
        const [one = '', other = ''] = [right[at], right[at + 1]];
        fc.pre(one !== other);
        groups[group] = right.slice(0, at) + other + one + right.slice(at + 2);
        expect(parseGroups(groups)).toEqual({ ok: false, wrongGroups: [group + 1] });
      }),
      { numRuns: 1_000 },
    );
  });

  it('find groups that changed places, that are missing, and that are too many', () => {
    fc.assert(
      fc.property(secret, fc.nat(groupsOfSecret - 2), (bytes, at) => {
        const groups = [...encodeGroups(bytes)];
        const [one = '', other = ''] = groups.slice(at, at + 2);
        const swapped = groups.with(at, other).with(at + 1, one);
        expect(parseGroups(swapped)).toEqual({ ok: false, wrongGroups: [at + 1, at + 2] });
        expect(parseGroups(groups.slice(0, -1))).toEqual({ ok: false, wrongGroups: [groupsOfSecret] });
        expect(parseGroups([...groups, one])).toEqual({ ok: false, wrongGroups: [groupsOfSecret + 1] });
      }),
    );
  });
});
