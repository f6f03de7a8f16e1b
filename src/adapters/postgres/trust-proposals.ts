// Keeps role files that wait for signatures in PostgreSQL.
import { and, asc, eq } from 'drizzle-orm';
import type { TrustProposals } from '../../app/ports/trust-proposals.ts';
import { hexOf, utf8Bytes } from '../../domain/bytes.ts';
import { fromHex } from '../../domain/trust/hex.ts';
import { joinSignatures, type Proposal, type ProposalName } from '../../domain/trust/repository/proposal.ts';
import type { SignatureClaim } from '../../domain/trust/verify.ts';
import { appendAudit } from './append-audit.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { trustProposals as proposals } from './schema/trust.ts';

const maxListed = 200;

const isNamed = ({ role, digest }: ProposalName) => and(eq(proposals.role, role), eq(proposals.digest, digest));

type Row = typeof proposals.$inferSelect;

const toProposal = ({ payload, signatures, ...fields }: Row): Proposal => ({
  ...fields,
  payloadBytes: utf8Bytes(payload),
  signatures: signatures.map(({ keyid, sig }) => ({ keyId: keyid, signature: fromHex(sig) ?? new Uint8Array() })),
});

const toColumn = (signatures: readonly SignatureClaim[]) =>
  signatures.map(({ keyId, signature }) => ({ keyid: keyId, sig: hexOf(signature) }));

function toRow({ payloadBytes, signatures, ...fields }: Proposal): Row {
  return { ...fields, payload: new TextDecoder().decode(payloadBytes), signatures: toColumn(signatures) };
}

/** Those who sign the same proposal queue on its row, so that no signature is written over by another. */
const recordProposal =
  (db: Database): TrustProposals['recordProposal'] =>
  async (proposal, audit) =>
    inTransaction(db, async (tx) => {
      const added = await tx.insert(proposals).values(toRow(proposal)).onConflictDoNothing().returning();
      if (added.length > 0) {
        await appendAudit(tx, audit);
        return proposal;
      }
      const [row] = await tx.select().from(proposals).where(isNamed(proposal)).for('update');
      if (row === undefined) return proposal;
      const kept = toProposal(row);
      const signatures = joinSignatures(kept.signatures, proposal.signatures);
      if (signatures.length === kept.signatures.length) return kept;
      await tx
        .update(proposals)
        .set({ signatures: toColumn(signatures) })
        .where(isNamed(proposal));
      await appendAudit(tx, audit);
      return { ...kept, signatures };
    });

export function trustProposalStore(db: Database): TrustProposals {
  return {
    async loadProposals(role) {
      const where = role === null ? undefined : eq(proposals.role, role);
      const order = [asc(proposals.createdMs), asc(proposals.role), asc(proposals.digest)];
      const rows = await ask(
        db
          .select()
          .from(proposals)
          .where(where)
          .orderBy(...order)
          .limit(maxListed),
      );
      return rows.map(toProposal);
    },

    async loadProposal(name) {
      const [row] = await ask(db.select().from(proposals).where(isNamed(name)));
      return row === undefined ? null : toProposal(row);
    },

    recordProposal: recordProposal(db),

    recordWithdrawn: (name, audit) =>
      inTransaction(db, async (tx) => {
        const removed = await tx.delete(proposals).where(isNamed(name)).returning({ digest: proposals.digest });
        if (removed.length === 0) return false;
        await appendAudit(tx, audit);
        return true;
      }),
  };
}
