// The ceremony of `orange init`: root, targets and a product's roles signed and published, in steps that each leave alone what is there.
import { deriveRoleName } from '../../domain/trust/repository/role-name.ts';
import { hasKey } from '../../domain/trust/repository/signing.ts';
import { keyStore, type RoleSigner } from '../compose.ts';
import { requireNoSheet, usualSheetPath, writeSheet } from '../keys/recovery-sheet.ts';
import type { Session } from '../session.ts';
import type { Line } from '../terminal/words.ts';
import { type OpenRepository, openRepository, requireRepository } from '../trust/open-repository.ts';
import { openRoleSigner } from '../trust/open-role-signer.ts';
import { type FileOutcome, sendInOrder } from '../trust/publish-drafts.ts';
import type { RoleDraft } from '../trust/role-draft.ts';
import { mayHold, signRoles } from '../trust/sign-role.ts';
import { loadTrust, type TrustAnswer } from '../trust/trust-api.ts';
import { draftDelegations, draftEmptyFiles, draftFirstRoot } from './ceremony-drafts.ts';
import {
  type CeremonyKeys,
  makeCeremonyKeys,
  productKeyNames,
  type ReadyKeys,
  readyCeremonyKeys,
  repositoryKeyNames,
} from './ceremony-keys.ts';
import { beginningLines, offLines, othersMustLines } from './ceremony-words.ts';

export type CeremonyOptions = {
  readonly product: string;
  readonly sheetPath: string | undefined;
  readonly mayReuse: boolean;
  readonly isUnencrypted: boolean;
};

export type Ceremony = {
  readonly files: readonly FileOutcome[];
  /** Null when no key was made. */
  readonly sheetPath: string | null;
  readonly lines: readonly Line[];
};

/**
 * Asks for and checks whatever it needs, and changes nothing; what it answers holds it. So a passphrase that is missing
 * ends `init` before there is a product. Twice changes nothing; after a run that broke off it goes on where that ended.
 */
export async function prepareCeremony(session: Session, options: CeremonyOptions): Promise<() => Promise<Ceremony>> {
  const { online } = await loadTrust(session);
  if (online === null) return async () => ({ files: [], sheetPath: null, lines: offLines });
  const repository = await openRepository(session);
  if (await isDelegated(repository, options.product)) {
    return async () => ({ files: await publishEmptyFiles(session, options.product), sheetPath: null, lines: [] });
  }
  if (repository !== null && !(await holdsTargets(session, repository))) {
    const lines = othersMustLines(options.product, repository.root.content.roles.targets);
    return async () => ({ files: [], sheetPath: null, lines });
  }
  const names = [...(repository === null ? repositoryKeyNames : []), ...productKeyNames(options.product)];
  const ready = await readyCeremonyKeys(session, { ...options, names });
  const sheetPath = options.sheetPath ?? usualSheetPath(session, options.product);
  if (ready.missing.length > 0) requireNoSheet(sheetPath);
  return () => begin(session, { product: options.product, sheetPath, ready }, { online, repository });
}

type Online = NonNullable<TrustAnswer['online']>;
type Beginning = { readonly product: string; readonly sheetPath: string; readonly ready: ReadyKeys };

/** The sheet is written before anything is published: what a lost key signed cannot be taken back. */
async function begin(
  session: Session,
  { product, sheetPath: path, ready }: Beginning,
  { online, repository }: { readonly online: Online; readonly repository: OpenRepository | null },
): Promise<Ceremony> {
  const keys = await makeCeremonyKeys(session, ready);
  const root = repository === null ? await draftFirstRoot(session, keys, online) : null;
  const hasMade = keys.made.length > 0;
  if (hasMade) {
    const fingerprint = root?.digest ?? repository?.trustedFirst.fingerprint ?? null;
    await writeSheet(session, keys.access, { path, names: keys.made, service: session.settings.url(), fingerprint });
  }
  const files = await publishBeginning(session, { product, keys, root });
  return { files, sheetPath: hasMade ? path : null, lines: beginningLines(product, files) };
}

/** In the order in which the files rest on each other; ends where other people must sign first. */
async function publishBeginning(
  session: Session,
  { product, keys, root }: { readonly product: string; readonly keys: CeremonyKeys; readonly root: RoleDraft | null },
): Promise<FileOutcome[]> {
  const signer = await signerFor(session, keys);
  const files = root === null ? [] : await signAndSend(session, keys.signer, [root]);
  const delegations = await draftDelegations(session, await requireRepository(session), { product, keys });
  files.push(...(await signAndSend(session, signer, [delegations])));
  if (files.some(({ state }) => state !== 'published')) return files;
  const empty = await draftEmptyFiles(session, await requireRepository(session), product);
  return [...files, ...(await signAndSend(session, keys.signer, empty))];
}

/** Delegations may be signed by a command: the targets key is then not in the file where the product's keys are made. */
const signerFor = (session: Session, keys: CeremonyKeys): Promise<RoleSigner> =>
  session.settings.signerCommand === null ? Promise.resolve(keys.signer) : openRoleSigner(session);

/** What is delegated and was never published, as far as the keys at hand go. */
async function publishEmptyFiles(session: Session, product: string): Promise<FileOutcome[]> {
  const drafts = await draftEmptyFiles(session, await requireRepository(session), product);
  if (drafts.length === 0) return [];
  const signer = await openRoleSigner(session);
  return signAndSend(
    session,
    signer,
    drafts.filter((draft) => mayHold(signer, draft)),
  );
}

/** `init` is the agreement: what it signs is empty, and shown. */
async function signAndSend(session: Session, signer: RoleSigner, drafts: readonly RoleDraft[]): Promise<FileOutcome[]> {
  if (drafts.length === 0) return [];
  return sendInOrder(session, await signRoles(session, { signer, drafts, isAgreed: true }));
}

async function isDelegated(repository: OpenRepository | null, product: string): Promise<boolean> {
  const targets = (await repository?.loadRole('targets')) ?? null;
  return targets?.content.delegations.some(({ name }) => name === deriveRoleName('fw', product)) === true;
}

/** With a command in place of the key file nobody knows before it signs. */
async function holdsTargets({ settings }: Session, { root }: OpenRepository): Promise<boolean> {
  if (settings.signerCommand !== null) return true;
  const held = await keyStore.loadPublicKeys(settings.keyFilePath);
  return held.ok && held.value.some((key) => hasKey(root.content.roles.targets.keys, key));
}
