// Says in words what a person is about to sign, read back from the very bytes that will be signed.
import type { CeilingStatement } from '../../domain/build/ceiling-statement.ts';
import type { PermitStatement } from '../../domain/build/permit-statement.ts';
import type { ReleaseStatement } from '../../domain/build/release-statement.ts';
import type { Signed } from '../../domain/build/signed.ts';
import { ruleWords } from '../cohort-list.ts';
import { countWords, instantWords, permilleWords, sizeWords } from '../terminal/figures.ts';
import { details } from '../terminal/table.ts';
import { type Line, name, strong } from '../terminal/words.ts';

export function describeRelease({ statement, expiresMs }: Signed<ReleaseStatement>): Line[] {
  const { image, securityFloor, vendorVersion } = statement;
  const vendor = vendorVersion === undefined ? '' : ` (${vendorVersion})`;
  return [
    [strong('Release'), ' ', name(statement.releaseId)],
    ...indent(
      details([
        ['build', `${statement.product} ${statement.version}${vendor}, counter ${statement.counter}`],
        ['channel', statement.channel],
        ['models', statement.models.join(', ')],
        ['file', `${image.fileName}, ${sizeWords(image.lengthBytes)} (${countWords(image.lengthBytes)} bytes)`],
        ['sha256', image.sha256],
        ['sha512', image.sha512],
        ['chunks', `of ${sizeWords(statement.chunkSizeBytes)}, root ${statement.chunkRoot}`],
        ['installs over', statement.accepts === '*' ? 'any build' : `builds in ${statement.accepts}`],
        ['after it', securityFloor === 0 ? 'any build' : `no build with a counter below ${securityFloor}`],
        ['in force until', instantWords(expiresMs)],
      ]),
    ),
  ];
}

export function describeCeiling({ statement, expiresMs }: Signed<CeilingStatement>): Line[] {
  const stages = statement.stages.map(
    ({ name: stage, cohort, rule, permille, notBeforeMs }, at): readonly [string, Line] => {
      const who = rule === undefined ? cohort : `${cohort} (${ruleWords({ kind: 'rule', rule })})`;
      return [`stage ${at + 1}`, `${stage}: ${permilleWords(permille)} of ${who}, from ${instantWords(notBeforeMs)}`];
    },
  );
  return [
    [strong('Ceiling'), ' ', name(statement.rolloutKey)],
    ...indent(
      details([
        ['release', `${statement.releaseId}, in the words of digest ${statement.releaseSha256}`],
        ['image', `sha256 ${statement.imageSha256}`],
        ...stages,
        ['back to', statement.fallbackReleaseId ?? 'the build that the plan names'],
        ['in force until', instantWords(Math.min(statement.notAfterMs, expiresMs))],
      ]),
    ),
  ];
}

export function describePermit({ statement, expiresMs }: Signed<PermitStatement>): Line[] {
  const from = statement.from.map(({ releaseId, imageSha256 }): readonly [string, Line] => [
    'from',
    `${releaseId}, sha256 ${imageSha256}`,
  ]);
  return [
    [strong('Permit to go back'), ' ', name(`${statement.product} ${statement.permitNumber}`)],
    ...indent(
      details([
        ...from,
        ['to', `${statement.to.releaseId}, sha256 ${statement.to.imageSha256}`],
        ['in the words of', `digest ${statement.to.releaseSha256}`],
        ['reason', statement.reason],
        ['in force until', instantWords(Math.min(statement.notAfterMs, expiresMs))],
      ]),
    ),
  ];
}

const indent = (lines: readonly Line[]): Line[] =>
  lines.map((line) => ['  ', ...(Array.isArray(line) ? line : [line])]);
