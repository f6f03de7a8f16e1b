// The contract of role files that wait and of publications that took effect, run on the fakes and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustProposalStore } from '../../src/adapters/postgres/trust-proposals.ts';
import { trustPublicationStore } from '../../src/adapters/postgres/trust-publications.ts';
import type { TrustProposals } from '../../src/app/ports/trust-proposals.ts';
import type { TrustPublications } from '../../src/app/ports/trust-publications.ts';
import { utf8Bytes } from '../../src/domain/bytes.ts';
import type { Proposal } from '../../src/domain/trust/repository/proposal.ts';
import { fakeTrustRecords } from '../fakes/trust-proposals.ts';
import { freshDatabase } from '../harness/database.ts';
import { auditEntry, auditedSubjects } from './audited.ts';

type Subject = {
  readonly proposals: TrustProposals;
  readonly publications: TrustPublications;
  audited(): Promise<string[]>;
  close(): Promise<void>;
};

const implementations: readonly { name: string; open(): Promise<Subject> }[] = [
  {
    name: 'fake',
    async open() {
      const { proposals, publications, audited } = fakeTrustRecords();
      return {
        proposals,
        publications,
        audited: async () => audited.map(({ subject }) => subject),
        close: async () => {},
      };
    },
  },
  {
    name: 'postgres',
    async open() {
      const database = await freshDatabase();
      return {
        proposals: trustProposalStore(database.db),
        publications: trustPublicationStore(database.db),
        audited: () => auditedSubjects(database),
        close: database.drop,
      };
    },
  },
];

const signature = (byte: number) => ({ keyId: String(byte).repeat(64), signature: new Uint8Array(64).fill(byte) });
const proposal = (role: string, digit: string, changes: Partial<Proposal> = {}): Proposal => ({
  digest: digit.repeat(64),
  role,
  version: 2,
  payloadBytes: utf8Bytes('{"_type":"targets"}'),
  signatures: [signature(1)],
  createdBy: 'ada',
  createdMs: Number(digit),
  ...changes,
});
const publication = (role: string, version: number) => ({ role, version, digest: 'ab'.repeat(32), settledMs: version });

describe.each(implementations)('trust records on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  it('keep a proposal, and the signatures that come to it, one a key', async () => {
    const { proposals } = subject;
    const given = proposal('fw-nova', '1');
    expect(await proposals.recordProposal(given, auditEntry('proposed'))).toEqual(given);
    expect(await proposals.recordProposal(given, auditEntry('again'))).toEqual(given);
    const forged = { ...signature(1), signature: new Uint8Array(64).fill(9) };
    const more = { ...given, signatures: [forged, signature(2)], createdBy: 'ben', createdMs: 99 };
    const joined = { ...given, signatures: [signature(1), signature(2)] };
    expect(await proposals.recordProposal(more, auditEntry('signed'))).toEqual(joined);
    expect(await proposals.loadProposal(given)).toEqual(joined);
    expect(await subject.audited()).toEqual(['proposed', 'signed']);
  });

  it('tell the same bytes for two roles apart', async () => {
    const other = proposal('stop-nova', '1');
    await subject.proposals.recordProposal(other, auditEntry('other'));
    expect(await subject.proposals.loadProposal(other)).toEqual(other);
    expect(await subject.proposals.loadProposals('stop-nova')).toEqual([other]);
    expect(await subject.proposals.loadProposals(null)).toHaveLength(2);
    expect(await subject.proposals.loadProposal({ role: 'root', digest: other.digest })).toBeNull();
  });

  it('lose no signature when many sign at once', async () => {
    const given = proposal('rollout-nova', '3', { signatures: [] });
    const keys = [1, 2, 3, 4, 5, 6, 7, 8];
    await Promise.all(
      keys.map((key) =>
        subject.proposals.recordProposal({ ...given, signatures: [signature(key)] }, auditEntry(`at once ${key}`)),
      ),
    );
    const kept = await subject.proposals.loadProposal(given);
    expect(kept?.signatures.map(({ keyId }) => keyId[0]).sort()).toEqual(keys.map(String));
    expect((await subject.audited()).filter((entry) => entry.startsWith('at once'))).toHaveLength(keys.length);
  });

  it('withdraw once', async () => {
    const given = proposal('rollout-nova', '3');
    expect(await subject.proposals.recordWithdrawn(given, auditEntry('withdrawn'))).toBe(true);
    expect(await subject.proposals.recordWithdrawn(given, auditEntry('withdrawn'))).toBe(false);
    expect((await subject.audited()).filter((entry) => entry === 'withdrawn')).toHaveLength(1);
  });

  it('note a publication once, and drop what it made void', async () => {
    const later = proposal('fw-nova', '5', { version: 3 });
    await subject.proposals.recordProposal(later, auditEntry('later'));
    expect(await subject.publications.recordSettled(publication('fw-nova', 2), auditEntry('published 2'))).toBe(true);
    expect(await subject.publications.recordSettled(publication('fw-nova', 2), auditEntry('published 2'))).toBe(false);
    expect(await subject.publications.recordSettled(publication('fw-nova', 1), auditEntry('published 1'))).toBe(false);
    expect(await subject.proposals.loadProposals('fw-nova')).toEqual([later]);
    expect(await subject.proposals.loadProposals('stop-nova')).toHaveLength(1);
    await subject.publications.recordSettled(publication('root', 1), auditEntry('published root'));
    await subject.publications.recordSettled(publication('fw-nova', 5), auditEntry('published 5'));
    expect(await subject.publications.loadSettled()).toEqual([publication('fw-nova', 5), publication('root', 1)]);
    expect((await subject.audited()).filter((entry) => entry.startsWith('published'))).toEqual([
      'published 2',
      'published root',
      'published 5',
    ]);
  });

  it('note a publication once, however many settle it at once', async () => {
    const settled = await Promise.all(
      [1, 2, 3, 4].map(() => subject.publications.recordSettled(publication('targets', 1), auditEntry('raced'))),
    );
    expect(settled.filter(Boolean)).toHaveLength(1);
    expect((await subject.audited()).filter((entry) => entry === 'raced')).toHaveLength(1);
  });
});
