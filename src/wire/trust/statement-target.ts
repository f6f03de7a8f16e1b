// Writes a statement as the target of a role file: the other half of statements.ts.
import type { ReleaseStatement } from '../../domain/build/release-statement.ts';
import type { Statement } from '../../domain/trust/repository/changes.ts';
import { deriveReleaseTargetPath } from '../../domain/trust/repository/target-name.ts';
import type { Target } from '../../domain/trust/tuf/metadata.ts';
import { ceilingForm } from '../statement/ceiling.ts';
import { permitForm } from '../statement/permit.ts';
import { releaseForm } from '../statement/release.ts';
import { stopForm } from '../statement/stop.ts';
import type { WireTarget } from '../statement/target.ts';

export function encodeStatementTarget(statement: Statement): readonly [path: string, target: Target] {
  switch (statement.kind) {
    case 'release':
      return encodeReleaseTarget(statement);
    case 'ceiling':
      return toTarget(ceilingForm.encodeTarget(statement));
    case 'permit':
      return toTarget(permitForm.encodeTarget(statement));
    case 'stop':
      return toTarget(stopForm.encodeTarget(statement));
  }
}

/** The release id stands before the file name, so that two releases of one file name are two targets. */
function encodeReleaseTarget(statement: ReleaseStatement): readonly [string, Target] {
  const { product, releaseId, image } = statement;
  const [, target] = toTarget(releaseForm.encodeTarget(statement));
  return [deriveReleaseTargetPath({ product, releaseId, fileName: image.fileName }), target];
}

function toTarget([path, { length, hashes, custom }]: readonly [string, WireTarget]): readonly [string, Target] {
  // Optional fields that are absent would stand there as undefined, which canonical JSON has no word for.
  return [path, { lengthBytes: length, hashes, custom: JSON.parse(JSON.stringify(custom)) as unknown }];
}
