// The one place where the tool meets private keys and files that only their owner may read.
import { execSigner } from '../adapters/signing/exec-signer.ts';
import { handOverSeed } from '../adapters/signing/hand-over-seed.ts';
import { addKey, createKeyFile, growKeyFile, loadPublicKeys } from '../adapters/signing/key-file.ts';
import { openKeyRing } from '../adapters/signing/key-ring.ts';
import { writePrivateFile } from '../adapters/signing/private-file.ts';
import { recoverKeys, writeRecoverySheet } from '../adapters/signing/recovery-sheet.ts';

/** What the commands may do with keys. The private halves stay behind it. */
export const keyStore = {
  addKey,
  createKeyFile,
  growKeyFile,
  loadPublicKeys,
  openKeyRing,
  execSigner,
  writeRecoverySheet,
  recoverKeys,
  handOverSeed,
};

type HeldKeys = Awaited<ReturnType<typeof loadPublicKeys>>;
export type NamedKey = Extract<HeldKeys, { ok: true }>['value'][number];
/** Signs role files: with a key file, or through a command. */
export type RoleSigner = ReturnType<typeof execSigner>;
export type KeyRefusal = Extract<HeldKeys, { ok: false }>['refusal'] | 'no-such-key';

/** Whole or not at all, mode 0600 in a folder of mode 0700. */
export const saveFile = (path: string, text: string): Promise<boolean> => writePrivateFile(path, text, 'replace');
