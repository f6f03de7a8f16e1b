// The one place where the tool meets private keys and files that only their owner may read.
import { addKey, createKeyFile, loadPublicKeys } from '../adapters/signing/key-file.ts';
import { writePrivateFile } from '../adapters/signing/private-file.ts';
import { openReleaseSigner } from '../adapters/signing/release-signer.ts';

/** What the commands may do with keys. The private halves stay behind it. */
export const keyStore = { addKey, createKeyFile, loadPublicKeys, openSigner: openReleaseSigner };

/** Signs statements on this machine. */
export type Signer = Extract<Awaited<ReturnType<typeof openReleaseSigner>>, { ok: true }>['value'];
export type NamedKey = ReturnType<Signer['loadPublicKey']>;
export type KeyRefusal = Extract<Awaited<ReturnType<typeof openReleaseSigner>>, { ok: false }>['refusal'];

/** Whole or not at all, mode 0600 in a folder of mode 0700. */
export const saveFile = (path: string, text: string): Promise<boolean> => writePrivateFile(path, text, 'replace');
