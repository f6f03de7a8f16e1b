// Changes of who may sign a role: no answer of it is a threshold that cannot be met, and nothing else is changed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decidePeople,
  deriveDelegator,
  findPeople,
  listSharing,
  type PeopleChange,
  withDelegatedPeople,
  withRootPeople,
} from '../../../../src/domain/trust/repository/people.ts';
import { checkRoleKeys } from '../../../../src/domain/trust/repository/signing.ts';
import type { RoleKeys } from '../../../../src/domain/trust/tuf/metadata.ts';
import { sampleKey } from '../../../samples/statements.ts';
import { delegationsOf, roleOf, rootOf } from '../../../samples/trust.ts';

const keys = Array.from({ length: 6 }, (_, at) => sampleKey(at + 1));
const anyKey = fc.constantFrom(...keys);
const anyChange: fc.Arbitrary<PeopleChange> = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), key: anyKey }),
  fc.record({ kind: fc.constant('remove' as const), key: anyKey }),
  fc.record({ kind: fc.constant('replace' as const), before: anyKey, after: anyKey }),
  fc.record({ kind: fc.constant('threshold' as const), threshold: fc.integer({ min: -1, max: 8 }) }),
);

describe('decidePeople', () => {
  it('never leaves a threshold that nobody can meet, nor a person twice, whatever is asked in a row', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 20 }), (changes) => {
        let people: RoleKeys = roleOf(keys.slice(0, 2));
        for (const change of changes) {
          const decided = decidePeople(people, change);
          if (!decided.ok) continue;
          people = decided.people;
          expect(checkRoleKeys(people, 'here')).toEqual({ ok: true });
          expect(new Set(people.keys.map(({ keyId }) => keyId)).size).toBe(people.keys.length);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  const [one, two, three] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
  it.each<[string, PeopleChange, string]>([
    ['a person who is there', { kind: 'add', key: one }, 'person-there-already'],
    ['a person who is not', { kind: 'remove', key: three }, 'no-such-person'],
    ['one too many', { kind: 'remove', key: two }, 'threshold-above-people'],
    ['a replacement of nobody', { kind: 'replace', before: three, after: one }, 'no-such-person'],
    ['a replacement by one who is there', { kind: 'replace', before: one, after: two }, 'person-there-already'],
    ['no signature at all', { kind: 'threshold', threshold: 0 }, 'threshold-below-one'],
    ['more than there are', { kind: 'threshold', threshold: 3 }, 'threshold-above-people'],
    ['what is', { kind: 'threshold', threshold: 2 }, 'nothing-to-change'],
  ])('refuses %s', (_what, change, refusal) => {
    expect(decidePeople(roleOf([one, two], 2), change)).toEqual({ ok: false, refusal });
  });

  it('keeps the name that an owner gave a key out of what is published', () => {
    const named = { ...three, name: 'laptop' };
    const decided = decidePeople(roleOf([one]), { kind: 'add', key: named });
    expect(decided.ok && decided.people.keys[1]).toEqual({ keyId: three.keyId, publicKey: three.publicKey });
  });
});

describe('where people stand', () => {
  const people = roleOf([sampleKey(7), sampleKey(8)], 2);

  it('is the delegator of their role', () => {
    const names = ['root', 'targets', 'timestamp', 'fw-nova', 'fw-nova-archive', 'stop-nova', 'nova', ''];
    expect(names.map(deriveDelegator)).toEqual(['root', 'root', 'root', 'targets', 'targets', 'targets', null, null]);
  });

  it('changes in the one place, and of releases in the archive too', () => {
    const targets = delegationsOf(1);
    const changed = withDelegatedPeople(targets, 'fw-nova', people);
    for (const { name } of changed.delegations) {
      const found = findPeople(name, { root: rootOf(1), targets: changed });
      const before = findPeople(name, { root: rootOf(1), targets });
      const expected = name.startsWith('fw-') ? { ...before, ...people } : before;
      expect([name, found]).toEqual([name, expected]);
    }
    expect(listSharing('fw-nova-archive')).toEqual(['fw-nova', 'fw-nova-archive']);
    expect(listSharing('stop-nova')).toEqual(['stop-nova']);
  });

  it('changes nothing else of a root', () => {
    const root = rootOf(1);
    expect(withRootPeople(root, 'targets', people)).toEqual({ ...root, roles: { ...root.roles, targets: people } });
  });
});
