// `orange build show`: one build in full, with what was signed about it.
import { loadBuild, standingOf, versionWords } from './builds.ts';
import { acting, newCommand, type Run } from './command.ts';
import { countWords, instantWords, sizeWords } from './terminal/figures.ts';
import { details } from './terminal/table.ts';
import type { Line } from './terminal/words.ts';

export const buildShow = (run: Run) =>
  newCommand({
    name: 'show',
    about: 'Show a build by its version, vendor string or id',
    takes: ['product'],
    json: [
      'id, product, channel, version, vendorVersion, counter, models, accepts, securityFloor, state',
      'artifact: fileName, sizeBytes, sha256, sha512, chunkSizeBytes, chunkRoot, storedBytes, verifiedMs',
      'createdBy, createdMs, sealedMs',
      'withdrawal: reason, actor, withdrawnMs',
      'release: the signed statement',
    ],
    examples: [
      ['By version', 'orange build show 1.4.0'],
      ['What was signed about it', 'orange build show V14.0.3.0.TKACNXM --json | jq .release'],
    ],
  })
    .argument('<build>', 'version, vendor string or id')
    .action(
      acting(run, async (session, given: string) => {
        const build = await loadBuild(session, given);
        const { artifact, withdrawal, sealedMs } = build;
        const ending: (readonly [string, Line])[] =
          withdrawal === null
            ? []
            : [['withdrawn', `${instantWords(withdrawal.withdrawnMs)} by ${withdrawal.actor}: ${withdrawal.reason}`]];
        const lines = details([
          ['build', `${build.id}, version ${versionWords(build)}, counter ${build.counter}`],
          ['channel', `${build.product}/${build.channel}`],
          ['state', standingOf(build)],
          ['models', build.models.join(', ')],
          ['installs over', build.accepts === '*' ? 'any build' : build.accepts],
          [
            'after it',
            build.securityFloor === 0 ? 'any build' : `no build with a counter below ${build.securityFloor}`,
          ],
          ['file', `${artifact.fileName}, ${sizeWords(artifact.sizeBytes)} (${countWords(artifact.sizeBytes)} bytes)`],
          [
            'stored',
            artifact.verifiedMs === null
              ? sizeWords(artifact.storedBytes)
              : `whole, compared ${instantWords(artifact.verifiedMs)}`,
          ],
          ['sha256', artifact.sha256],
          ['sha512', artifact.sha512],
          ['drafted', `${instantWords(build.createdMs)} by ${build.createdBy}`],
          ['sealed', sealedMs === null ? 'not yet' : instantWords(sealedMs)],
          ...ending,
        ]);
        return { json: build, lines };
      }),
    );
