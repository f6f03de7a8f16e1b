// `orange rollout retreat`: signs the permit to go back, and offers the fallback to the devices that have the build.
import { buildDetails } from '../wire/release/build.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import { openSigner } from './keys/open-signer.ts';
import { loadProductById } from './product-details.ts';
import { decide } from './rollouts/decide.ts';
import { decisionJson } from './rollouts/decision-command.ts';
import { findRollout, loadRollout, type RolloutDetails, rolloutArgument } from './rollouts/find-rollout.ts';
import { preparePermit } from './rollouts/permit-to-sign.ts';
import { readSignedBuild } from './rollouts/signed-build.ts';
import type { Session } from './session.ts';
import { signStatements } from './signing/sign-statements.ts';

type Options = { readonly reason: string; readonly key?: string; readonly yes?: boolean };

export const rolloutRetreat = (run: Run) =>
  newCommand({
    name: 'retreat',
    about: 'Bring devices back: offer the fallback build to those who have this one',
    more:
      'Devices go back only with a signed permit that names both images, so this signs one on your machine. To stop at once without ' +
      'a key at hand, hold the rollout first.',
    takes: ['product', 'channel', 'key'],
    json: decisionJson,
    examples: [['The gate halted it, and rightly', "orange rollout retreat --reason 'crashes on n2'"]],
  })
    .argument(...rolloutArgument)
    .requiredOption('--reason <text>', 'why; it is signed, and devices carry it')
    .option('--key <name>', 'key of the key file to sign with; the first that fits when left out')
    .option('-y, --yes', 'agree to what is signed, as in CI')
    .action(
      acting(run, async (session, given: number | undefined, { reason, key, yes = false }: Options) => {
        const rollout = await loadRollout(session, await findRollout(session, given));
        const permit = await signPermit(session, rollout, { reason, key, isAgreed: yes });
        return decide(session, rollout, { verb: 'retreat', reason, permit });
      }),
    );

type Signing = { readonly reason: string; readonly key: string | undefined; readonly isAgreed: boolean };

async function signPermit(
  session: Session,
  rollout: RolloutDetails,
  { reason, key, isAgreed }: Signing,
): Promise<string> {
  const { product, id, build, fallback, latest, startedMs } = rollout;
  if (fallback === null) {
    throw new CliError(`rollout ${id} has no build to go back to`, {
      code: 'no-fallback',
      fix: `Hold it (orange rollout hold ${id}), and publish a better build.`,
    });
  }
  const { keys } = await loadProductById(session, product);
  const load = async (buildId: string) =>
    readSignedBuild(await session.api().get(path`/v1/builds/${buildId}`, reading(buildDetails)), keys);
  const [from, to] = await Promise.all([load(build.id), load(fallback.id)]);
  // The service's clock may be ahead of ours; what it has recorded is past by it.
  const nowMs = Math.max(session.surroundings.nowMs(), startedMs, latest?.decidedMs ?? 0);
  const statement = preparePermit({ product, rolloutId: id, from, to, reason, nowMs });
  const signer = await openSigner(session, { product, known: keys, name: key });
  const [envelope = ''] = await signStatements(session, { signer, statements: [statement], isAgreed });
  return envelope;
}
