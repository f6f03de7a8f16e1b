// Bodies of /v1/trust: role files on their way in, those that wait for signatures, and the picture of what is published.
import * as z from 'zod';
import { hexOf } from '../../domain/bytes.ts';
import { fromHex } from '../../domain/trust/hex.ts';
import type { RoleKey, TrustedKey } from '../../domain/trust/key.ts';
import { alarms } from '../../domain/trust/repository/life.ts';
import type { Proposal } from '../../domain/trust/repository/proposal.ts';
import type { RoleView, TrustView } from '../../domain/trust/repository/trust-view.ts';
import type { SignatureClaim } from '../../domain/trust/verify.ts';
import { hexDigest } from '../statement/fields.ts';
import { encodeRepositoryFile } from '../trust/repository-file.ts';

export const roleName = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, 'must be root, targets, or fw-, rollout- or stop- and a product')
  .meta({ id: 'RoleName', example: 'fw-nova' });

export const proposalDigest = hexDigest(256).meta({ description: 'SHA-256 of the bytes that are signed, in hex.' });

/** The envelope is judged by its own rules, which say more than a schema could. */
export const roleFileBody = z.object({
  role: roleName,
  file: z.unknown().meta({ description: 'The TUF metadata file: signatures and what they cover.' }),
});

export const signatureBody = z.object({
  keyid: hexDigest(256),
  sig: z.string().regex(/^[0-9a-f]{128}$/, 'must be 64 bytes in lower-case hex'),
});

export const parseSignature = ({ keyid, sig }: z.output<typeof signatureBody>): SignatureClaim => ({
  keyId: keyid,
  signature: fromHex(sig) ?? new Uint8Array(),
});

const published = {
  role: roleName,
  version: z.int(),
  digest: proposalDigest,
};

export const publishedFile = z
  .object({
    state: z.literal('published'),
    ...published,
    unsigned: z
      .array(z.string())
      .readonly()
      .meta({ description: 'Roles whose people it changed: clients refuse their files until they are signed again.' }),
  })
  .meta({ id: 'PublishedRoleFile' });

export const waitingFile = z
  .object({
    state: z.literal('waiting'),
    ...published,
    signers: z.array(hexDigest(256)).readonly().meta({ description: 'Key ids of the people who signed so far.' }),
    threshold: z.int(),
  })
  .meta({ id: 'WaitingRoleFile' });

/** Either, for clients. */
export const acceptedFile = z.discriminatedUnion('state', [publishedFile, waitingFile]);

export const proposal = z
  .object({
    ...published,
    signers: z.array(hexDigest(256)),
    createdBy: z.string(),
    createdMs: z.number(),
    file: z.string().meta({ description: 'The file with the signatures so far, in canonical JSON.' }),
  })
  .meta({ id: 'TrustProposal' });

export const proposalList = z.object({ items: z.array(proposal), next: z.null() });

export function encodeProposal({ payloadBytes, signatures, ...fields }: Proposal): z.output<typeof proposal> {
  const signers = signatures.map(({ keyId }) => keyId);
  return { ...fields, signers, file: new TextDecoder().decode(encodeRepositoryFile(payloadBytes, signatures)) };
}

const publicKey = z.object({ keyId: hexDigest(256), publicHex: z.string() });
const onlineKey = publicKey.extend({
  isListed: z.boolean().nullable().meta({ description: 'Whether the root in force lists it; null without a root.' }),
});

const role = z.object({
  name: z.string(),
  version: z.int().nullable().meta({ description: 'Null for a role that is delegated and not published yet.' }),
  expiresMs: z.number().nullable(),
  lifeS: z.int(),
  alarm: z.enum(alarms).meta({ description: 'How much of its life is over: half, three quarters, all.' }),
  isSigned: z.boolean().meta({ description: 'Whether the published file is signed as its delegator asks today.' }),
  missedRenewals: z.int().meta({ description: 'Tries of the service in a row that did not renew it; 3 alarm.' }),
  threshold: z.int(),
  keys: z.array(publicKey),
});

export const trustView = z
  .object({
    root: z.object({ version: z.int(), expiresMs: z.number() }).nullable(),
    roles: z.array(role),
    online: z.object({ snapshotKey: onlineKey, timestampKey: onlineKey }).nullable().meta({
      description: 'What this service signs with; null when it was given no keys, and the repository is off.',
    }),
    proposals: z.array(proposal.omit({ file: true })),
  })
  .meta({ id: 'Trust' });

export function encodeTrust(view: TrustView, proposals: readonly Proposal[]): z.output<typeof trustView> {
  const { root, online } = view;
  return {
    root: root === null ? null : { version: root.version, expiresMs: root.expiresMs },
    roles: view.roles.map(encodeRole),
    online: online === null ? null : encodeOnline(online),
    proposals: proposals.map((each) => {
      const { file: _, ...shown } = encodeProposal(each);
      return shown;
    }),
  };
}

const encodeRole = ({ lifeMs, keys, ...fields }: RoleView): z.output<typeof role> => ({
  ...fields,
  lifeS: lifeMs / 1000,
  keys: keys.map(encodeKey),
});

const encodeKey = ({ keyId, publicKey: bytes }: RoleKey) => ({ keyId, publicHex: hexOf(bytes) });

function encodeOnline({ snapshotKey, timestampKey, isListed }: NonNullable<TrustView['online']>) {
  const encode = (key: TrustedKey, listed: boolean | undefined) => ({ ...encodeKey(key), isListed: listed ?? null });
  return {
    snapshotKey: encode(snapshotKey, isListed?.snapshot),
    timestampKey: encode(timestampKey, isListed?.timestamp),
  };
}
