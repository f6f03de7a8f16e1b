// The audit chain: whatever is done to it behind its back shows.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuditEntry,
  auditOrigin,
  type ChainedEntry,
  checkChain,
  deriveEntryHash,
  nextEntry,
} from '../../../src/domain/audit/chain.ts';

const entryOf = (index: number): AuditEntry => ({
  atMs: 1000 + index,
  actor: 'ada',
  action: 'thing changed',
  subject: `thing-${index}`,
  details: '{"to":1}',
});

function chainOf(entries: readonly AuditEntry[]): ChainedEntry[] {
  const chain: ChainedEntry[] = [];
  for (const entry of entries) chain.push(nextEntry(chain.at(-1) ?? null, entry));
  return chain;
}

const chain = chainOf([0, 1, 2, 3, 4].map(entryOf));
const at = (index: number): ChainedEntry => chain[index] ?? nextEntry(null, entryOf(0));
const replaced = (index: number, entry: ChainedEntry) => chain.with(index, entry);

describe('a chain', () => {
  it('is sound as it was written, whole or from any entry on', () => {
    expect(checkChain(null, chain)).toBeNull();
    expect(checkChain(at(1), chain.slice(2))).toBeNull();
    expect(checkChain(null, [])).toBeNull();
  });

  it('begins behind 128 zeros with seq 1', () => {
    expect(at(0)).toMatchObject({ seq: 1, previous: auditOrigin });
    expect(auditOrigin).toMatch(/^0{128}$/);
  });

  it('hashes as its documentation says', () => {
    // SHA-512 of [1,"000…0",1000,"ada","thing changed","thing-0","{\"to\":1}"], by `openssl dgst -sha512`.
    expect(at(0).hash).toBe(
      'af63c25a42bf7c09549d1d07e42ba60803d46bc91a2776b10f4df2123ed60bbfdb6025796f1f9ca42d8b0dd326e6d127b15053d463155dc182e10ae08d4f3c7e',
    );
  });
});

describe('tampering', () => {
  it('an edit shows at the entry edited', () => {
    expect(checkChain(null, replaced(2, { ...at(2), actor: 'eve' }))).toEqual({ seq: 3, fault: 'edited' });
  });

  it('an edit with a hash made to fit shows at the next entry', () => {
    const forged = { ...at(2), actor: 'eve' };
    const fitting = { ...forged, hash: deriveEntryHash(forged) };
    expect(checkChain(null, replaced(2, fitting))).toEqual({ seq: 4, fault: 'forked' });
  });

  it('a deleted entry shows, in the middle and at the beginning', () => {
    expect(checkChain(null, chain.toSpliced(2, 1))).toEqual({ seq: 3, fault: 'missing-or-reordered' });
    expect(checkChain(null, chain.slice(1))).toEqual({ seq: 1, fault: 'missing-or-reordered' });
  });

  it('an entry deleted with the rest numbered anew shows', () => {
    const renumbered = chain.toSpliced(2, 1).map((entry, index) => ({ ...entry, seq: index + 1 }));
    expect(checkChain(null, renumbered)).toEqual({ seq: 3, fault: 'forked' });
  });

  it('a lost end shows to whoever remembers the last entry', () => {
    expect(checkChain(at(4), [])).toBeNull();
    expect(checkChain(at(4), [nextEntry(at(2), entryOf(9))])).toEqual({ seq: 6, fault: 'missing-or-reordered' });
  });

  it('two entries in the other order show', () => {
    expect(checkChain(null, replaced(1, at(2)).with(2, at(1)))).toEqual({ seq: 2, fault: 'missing-or-reordered' });
  });

  it('a fork shows where it leaves the chain that was seen before', () => {
    const fork = chainOf([entryOf(0), { ...entryOf(1), subject: 'another' }, entryOf(2)]);
    expect(checkChain(null, fork)).toBeNull();
    expect(checkChain(at(1), fork.slice(2))).toEqual({ seq: 3, fault: 'forked' });
  });

  it('any change of any field of any entry shows', () => {
    const entry = fc.record({
      atMs: fc.nat(),
      actor: fc.string(),
      action: fc.string(),
      subject: fc.string(),
      details: fc.json(),
    });
    const fields = ['seq', 'atMs', 'actor', 'action', 'subject', 'details', 'previous', 'hash'] as const;
    const tampering = fc.record({
      index: fc.nat(),
      field: fc.constantFrom(...fields),
      text: fc.string(),
      number: fc.nat(),
    });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 5 }),
        tampering,
        (entries, { index, field, text, number }) => {
          const sound = chainOf(entries);
          const where = index % sound.length;
          const before = sound[where];
          if (before === undefined) return;
          const value = field === 'seq' || field === 'atMs' ? number : text;
          fc.pre(before[field] !== value);
          expect(checkChain(null, sound.with(where, { ...before, [field]: value }))).not.toBeNull();
        },
      ),
      { numRuns: 200 },
    );
  });
});
