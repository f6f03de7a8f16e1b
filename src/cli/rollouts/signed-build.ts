// Reads what was signed about a sealed build: ids and hashes are taken from there, not from the service's word.
import type { ReleaseId } from '../../domain/build/names.ts';
import type { SigningKey } from '../../domain/catalog/product.ts';
import { fromHex } from '../../domain/trust/hex.ts';
import { deriveTrustedKey } from '../../domain/trust/key.ts';
import { checkSignatures } from '../../domain/trust/verify.ts';
import { parseSignedRelease } from '../../wire/release/signed-release.ts';
import type { BuildDetails } from '../builds.ts';
import { CliError } from '../cli-error.ts';

export type SignedBuild = { readonly releaseId: ReleaseId; readonly imageSha256: string };

/** Keys that were revoked since count too: what they sealed stays sealed. Throws a CliError for a draft or a forgery. */
export function readSignedBuild({ id, release }: BuildDetails, keys: readonly SigningKey[]): SignedBuild {
  if (release === null) {
    throw new CliError(`the build ${id} is a draft`, {
      code: 'build-not-sealed',
      fix: 'Run its `orange build publish` again to finish it.',
    });
  }
  const parsed = parseSignedRelease(release);
  const signers = parsed.ok
    ? checkSignatures({
        ...parsed.value,
        keys: keys.map(({ publicHex }) => deriveTrustedKey(fromHex(publicHex) ?? new Uint8Array())),
        threshold: 1,
      })
    : null;
  if (parsed.ok && signers?.ok === true && parsed.value.signed.statement.releaseId === id) {
    const { releaseId, image } = parsed.value.signed.statement;
    return { releaseId, imageSha256: image.sha256 };
  }
  throw new CliError(`what is signed about the build ${id} does not hold`, {
    code: 'signature-not-accepted',
    fix: 'Sign nothing about it, and find out who changed the database of the service.',
  });
}
