// Shows role files in words, asks once, and signs them with every key at hand that fits.
import { hexOf } from '../../domain/bytes.ts';
import { fromHex } from '../../domain/trust/hex.ts';
import type { TrustedKey } from '../../domain/trust/key.ts';
import { deriveTrustedKeys } from '../../domain/trust/repository/signing.ts';
import { checkSigners } from '../../domain/trust/verify.ts';
import { CliError } from '../cli-error.ts';
import type { RoleSigner } from '../compose.ts';
import type { Session } from '../session.ts';
import { agree } from '../signing/agree.ts';
import { faint, type Line, name, strong } from '../terminal/words.ts';
import { listSigners } from './published-role.ts';
import type { RoleDraft } from './role-draft.ts';

export type SignWanted = {
  readonly signer: RoleSigner;
  readonly drafts: readonly RoleDraft[];
  /** --yes was said, or the command is the agreement. */
  readonly isAgreed: boolean;
};

/** The drafts with this signer's signatures beside those they had. Throws a CliError unless each gets at least one. */
export async function signRoles(session: Session, { signer, drafts, isAgreed }: SignWanted): Promise<RoleDraft[]> {
  for (const draft of drafts) checkFitting(signer, draft);
  session.printer.note(
    [strong('To be signed'), ' with ', name(signer.label)],
    ...drafts.flatMap((draft) => [...draft.lines, ...keyLines(signer, draft)]),
  );
  if (!isAgreed) await agree(session, drafts.length === 1 ? 'Sign this?' : `Sign these ${drafts.length}?`);
  const signed: RoleDraft[] = [];
  for (const draft of drafts) signed.push(await signOne(signer, draft));
  return signed;
}

async function signOne(signer: RoleSigner, draft: RoleDraft): Promise<RoleDraft> {
  const keys = listOpenKeys(draft);
  const answer = await signer.signFile(draft.payload, keys);
  if (!answer.ok) {
    throw new CliError(`${signer.label} did not sign ${draft.role}: ${answer.detail}`, {
      code: answer.refusal,
      fix: 'Nothing was sent. See docs/SIGNING.md for what --exec expects.',
    });
  }
  const claims = answer.signatures.map(({ keyid, sig }) => ({
    keyId: keyid,
    signature: fromHex(sig) ?? new Uint8Array(),
  }));
  const signatures = [...draft.signatures, ...claims];
  // A broken signer must be found out here, not by the service and not by devices.
  const good = new Set<string>(listSigners({ payloadBytes: draft.payload, signatures: claims }, keys).map(idOf));
  if (claims.length > 0 && claims.every(({ keyId }) => good.has(keyId))) return { ...draft, signatures };
  throw new CliError(`${signer.label} made no good signature of ${draft.role}`, {
    code: 'signature-malformed',
    fix: 'Nothing was sent. Check the key, and the command behind --exec.',
  });
}

const idOf = ({ keyId }: TrustedKey): string => keyId;

/** Keys that may sign a draft, each once. */
function listKeys({ quorums }: RoleDraft): TrustedKey[] {
  const keys = deriveTrustedKeys(quorums.flatMap((quorum) => quorum.keys));
  return [...new Map(keys.map((key) => [hexOf(key.publicKey), key])).values()];
}

/** Those that have not signed it yet. */
function listOpenKeys(draft: RoleDraft): TrustedKey[] {
  const signed = new Set<string>(draft.signatures.map(({ keyId }) => keyId));
  return listKeys(draft).filter(({ keyId }) => !signed.has(keyId));
}

/** Nobody approves their own: a person whose key signed already has nothing to add. */
function checkFitting(signer: RoleSigner, draft: RoleDraft): void {
  const fitting = signer.listFitting(listOpenKeys(draft));
  if (fitting === null || fitting.length > 0) return;
  const signed = signer.listFitting(listKeys(draft)) ?? [];
  if (signed.length > 0) {
    throw new CliError(`you signed version ${draft.version} of ${draft.role} already, and one person counts once`, {
      code: 'already-signed',
      fix: `Somebody else signs it: orange trust approve ${draft.digest.slice(0, 12)}`,
    });
  }
  const ids = listKeys(draft).map(({ keyId }) => keyId.slice(0, 16));
  throw new CliError(`${signer.label} holds no key that may sign ${draft.role}`, {
    code: 'no-fitting-key',
    fix: `One of these must sign: ${ids.join(', ')}. With --out FILE it goes to their machine: orange trust sign FILE`,
  });
}

/** Whether this signer surely holds a key for a draft; with a command nobody knows before it signs. */
export const mayHold = (signer: RoleSigner, draft: RoleDraft): boolean =>
  (signer.listFitting(listOpenKeys(draft)) ?? []).length > 0;

function keyLines(signer: RoleSigner, draft: RoleDraft): Line[] {
  const fitting = signer.listFitting(listOpenKeys(draft));
  return (fitting ?? []).map(
    (key): Line => ['  ', faint('with the key'), '  ', name(key.name), faint(` ${key.keyId.slice(0, 16)}`)],
  );
}

/** How many people more must sign; 0 when it can be published. */
export function countMissing(draft: RoleDraft): number {
  const missing = draft.quorums.map(({ keys, threshold }) => {
    const signers = listSigners({ payloadBytes: draft.payload, signatures: draft.signatures }, keys);
    const check = checkSigners({ signers, keys, threshold });
    return check.ok ? 0 : Math.max(1, threshold - check.counted);
  });
  return Math.max(0, ...missing);
}
