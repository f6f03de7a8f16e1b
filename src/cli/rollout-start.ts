// `orange rollout start`: lets a sealed build begin to go up the plan of its channel.
import { startedRollout } from '../wire/release/rollout.ts';
import { reading } from './api/service-answer.ts';
import { versionWords } from './builds.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { openSigner } from './keys/open-signer.ts';
import { loadProduct, type ProductDetails } from './product-details.ts';
import { prepareMissingCeiling } from './rollouts/missing-ceiling.ts';
import { pickBuild } from './rollouts/pick-build.ts';
import { loadPlan, loadPlanInForce, type PlanInForce } from './rollouts/plan-in-force.ts';
import { readSignedBuild } from './rollouts/signed-build.ts';
import type { Session } from './session.ts';
import { signStatements } from './signing/sign-statements.ts';
import { permilleWords } from './terminal/figures.ts';
import { faint, good, type Line, name, warning } from './terminal/words.ts';

type Options = { readonly plan?: number; readonly key?: string; readonly strictBake?: boolean; readonly yes?: boolean };

export const rolloutStart = (run: Run) =>
  newCommand({
    name: 'start',
    about: 'Start a rollout of a sealed build',
    more:
      'Without a build it takes the newest sealed one of the channel. Signs the ceiling on this machine where none is recorded: the ' +
      'service may go up to it and never beyond. With --strict-bake not even a person can enter a stage before the bakes before it.',
    takes: ['product', 'channel', 'key'],
    json: [
      'rollout: id, product, channel, build, plan, fallback, state, stageIndex, stage, stageCount, stageEnteredMs, startedMs, head',
      'mapRevision',
    ],
    examples: [
      ['The newest build under the plan in force', 'orange rollout start'],
      ['A certain build under a certain plan', 'orange rollout start 1.4.0 --plan 7'],
    ],
  })
    .argument('[build]', 'version, vendor string or id')
    .option('--plan <id>', 'id of an applied plan; the one in force when left out', wholeNumber(1, 2_147_483_647))
    .option('--strict-bake', 'sign that no stage begins before the bakes before it are over')
    .option('--key <name>', 'key of the key file to sign with; the first that fits when left out')
    .option('-y, --yes', 'agree to what is signed, as in CI')
    .action(
      acting(run, async (session, given: string | undefined, options: Options) => {
        const product = await loadProduct(session);
        const channel = session.settings.channel();
        const build = await pickBuild(session, { product: product.id, channel }, given);
        const plan =
          options.plan === undefined
            ? await loadPlanInForce(session, product.id, channel)
            : await loadPlan(session, options.plan);
        if (plan === null) throw noPlan(product.id, channel);
        const ceiling = await signCeiling(session, { product, build, plan, options });
        const body = {
          product: product.id,
          channel,
          build: build.id,
          plan: plan.id,
          ...(ceiling === null ? {} : { ceiling }),
        };
        const started = await session.api().send('POST', '/v1/rollouts', reading(startedRollout), { body });
        const { rollout } = started;
        const [first] = plan.plan.stages;
        return {
          json: started,
          lines: [
            [
              good('Started'),
              ' ',
              name(`rollout ${rollout.id}`),
              ` of ${rollout.build} ${versionWords(build)} on ${product.id}/${channel}`,
            ],
            first === undefined ? '' : `Stage ${first.name}: ${permilleWords(first.permille)} of ${first.cohort}`,
            ...(rollout.fallback === null ? [noWayBack] : []),
            faint('Look on: orange rollout status --watch'),
          ],
        };
      }),
    );

const noWayBack: Line = [
  warning('There is no build to go back to. '),
  'Once a rollout is completed, write `fallback: previous` in the plan and apply it.',
];

type Starting = {
  readonly product: ProductDetails;
  readonly build: Awaited<ReturnType<typeof pickBuild>>;
  readonly plan: PlanInForce;
  readonly options: Options;
};

/** Null when one in force is recorded already. */
async function signCeiling(session: Session, { product, build, plan, options }: Starting): Promise<string | null> {
  const { key, strictBake = false, yes = false } = options;
  const { releaseId, imageSha256 } = readSignedBuild(build, product.keys);
  const about = { id: releaseId, imageSha256, createdMs: build.createdMs };
  const unsigned = await prepareMissingCeiling(session, { build: about, plan, isStrict: strictBake });
  if (unsigned === null) return null;
  const signer = await openSigner(session, { product: product.id, known: product.keys, name: key });
  const [envelope = null] = await signStatements(session, { signer, statements: [unsigned], isAgreed: yes });
  return envelope;
}

const noPlan = (product: string, channel: string): CliError =>
  new CliError(`no plan is in force on ${product}/${channel}`, {
    code: 'no-plan',
    fix: 'Put one in force: orange plan apply plan.yaml',
  });
