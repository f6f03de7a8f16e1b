// The service's side of trust: what waits for signatures, and where signed role files go. Its word decides nothing here.
import { hexOf } from '../../domain/bytes.ts';
import type { SignatureClaim } from '../../domain/trust/verify.ts';
import { acceptedFile, proposalList, trustView } from '../../wire/release/trust.ts';
import { encodeRepositoryFile } from '../../wire/trust/repository-file.ts';
import { path } from '../api/api-client.ts';
import { nothing, reading } from '../api/service-answer.ts';
import type { Session } from '../session.ts';
import type { RoleDraft } from './role-draft.ts';

export const loadTrust = ({ api }: Session) => api().get('/v1/trust', reading(trustView));
export type TrustAnswer = Awaited<ReturnType<typeof loadTrust>>;

export const loadProposals = async ({ api }: Session) =>
  (await api().get('/v1/trust/proposals', reading(proposalList))).items;
export type WaitingFile = Awaited<ReturnType<typeof loadProposals>>[number];

/** Publishes at the threshold, otherwise lets it wait. Safe to send again. */
export function sendRoleFile({ api }: Session, { role, payload, signatures }: RoleDraft) {
  const text = new TextDecoder().decode(encodeRepositoryFile(payload, signatures));
  const body = { role, file: JSON.parse(text) as unknown };
  return api().send('POST', '/v1/trust/files', reading(acceptedFile), { body });
}

export type Accepted = Awaited<ReturnType<typeof sendRoleFile>>;

export function sendSignature({ api }: Session, { role, digest }: RoleDraft, { keyId, signature }: SignatureClaim) {
  const body = { keyid: keyId, sig: hexOf(signature) };
  return api().send('POST', path`/v1/trust/proposals/${role}/${digest}/signatures`, reading(acceptedFile), { body });
}

export const withdrawProposal = ({ api }: Session, { role, digest }: { role: string; digest: string }) =>
  api().send('DELETE', path`/v1/trust/proposals/${role}/${digest}`, nothing);
