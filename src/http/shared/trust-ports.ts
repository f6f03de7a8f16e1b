// What the verbs of the TUF repository need, put together from the surroundings: the formats of wire among it.
import type { AcceptPorts } from '../../app/accept-role-file.ts';
import { checkChanges } from '../../app/check-changes.ts';
import type { LoadRepositoryPorts } from '../../app/load-repository.ts';
import type { OnlineSigner } from '../../app/ports/online-signer.ts';
import type { PublicationEffects } from '../../app/ports/publication-effects.ts';
import type { TrustFormat } from '../../app/ports/trust-format.ts';
import { recordChanges } from '../../app/record-changes.ts';
import { encodeReleaseDigest } from '../../wire/trust/release-digest.ts';
import { encodeRepositoryFile, parseRepositoryFile } from '../../wire/trust/repository-file.ts';
import { encodeSnapshotPayload } from '../../wire/trust/snapshot.ts';
import { parseStatements } from '../../wire/trust/statements.ts';
import { encodeTimestampPayload } from '../../wire/trust/timestamp.ts';
import type { Surroundings } from './http-env.ts';

export const trustFormat: TrustFormat = {
  parseFile: parseRepositoryFile,
  parseStatements,
  encodeReleaseDigest,
  encodeSnapshot: encodeSnapshotPayload,
  encodeTimestamp: encodeTimestampPayload,
  encodeFile: encodeRepositoryFile,
};

/** What reading needs: storage, and no database. */
export const repositoryPorts = ({ process }: Surroundings): LoadRepositoryPorts => ({
  repository: process.trustRepository,
  verifier: process.signatureVerifier,
  format: trustFormat,
});

/** What follows from a publication in the records of the service. */
function effectsOf(surroundings: Surroundings): PublicationEffects {
  const { objects } = surroundings.process;
  const ports = { ...surroundings.stores(), ...repositoryPorts(surroundings), objects };
  return {
    checkChanges: ({ changes }) => checkChanges(ports, changes),
    recordChanges: (publication, by) => recordChanges(ports, publication, by),
  };
}

/** What publishing needs. `signer` is the service's own, once it is known to have one. */
export function trustPorts(surroundings: Surroundings, signer: OnlineSigner): AcceptPorts {
  const { trustProposals: proposals, trustPublications: publications } = surroundings.stores();
  return { ...repositoryPorts(surroundings), signer, proposals, publications, effects: effectsOf(surroundings) };
}
