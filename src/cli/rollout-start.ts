// `orange rollout start`: lets a sealed build begin to go up the plan of its channel.
import { startedRollout } from '../wire/release/rollout.ts';
import { reading } from './api/service-answer.ts';
import { versionWords } from './builds.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { loadProduct } from './product-details.ts';
import { prepareMissingCeiling } from './rollouts/missing-ceiling.ts';
import { pickBuild } from './rollouts/pick-build.ts';
import { loadPlan, loadPlanInForce, type PlanInForce } from './rollouts/plan-in-force.ts';
import { readSignedBuild } from './rollouts/signed-build.ts';
import type { Session } from './session.ts';
import { permilleWords } from './terminal/figures.ts';
import { faint, good, type Line, name, warning } from './terminal/words.ts';
import { requireRepository } from './trust/open-repository.ts';
import { sendStatements, signStatements } from './trust/statement-files.ts';

type Options = {
  readonly plan?: number;
  readonly strictBake?: boolean;
  readonly liftStop?: boolean;
  readonly yes?: boolean;
};

export const rolloutStart = (run: Run) =>
  newCommand({
    name: 'start',
    about: 'Start a rollout of a sealed build',
    more:
      'Without a build it takes the newest sealed one of the channel. Signs the ceiling on this machine where none is published: the ' +
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
    .option('--lift-stop', 'sign that a stop of this build is over')
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
        await publishCeiling(session, { build, plan, options });
        const body = { product: product.id, channel, build: build.id, plan: plan.id };
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
  readonly build: Awaited<ReturnType<typeof pickBuild>>;
  readonly plan: PlanInForce;
  readonly options: Options;
};

/** Nothing to do when one in force is published. Throws a CliError while it waits for somebody else's signature. */
async function publishCeiling(session: Session, { build, plan, options }: Starting): Promise<void> {
  const { strictBake = false, liftStop = false, yes = false } = options;
  const repository = await requireRepository(session);
  const about = { ...(await readSignedBuild(repository, build)), createdMs: build.createdMs };
  const wanted = { build: about, plan, isStrict: strictBake, isLifting: liftStop };
  const ceiling = await prepareMissingCeiling(session, repository, wanted);
  const signed = await signStatements(session, ceiling === null ? [] : [ceiling], yes);
  const files = signed === null ? [] : await sendStatements(session, signed);
  const waiting = files.find(({ state }) => state === 'waiting');
  if (waiting === undefined) return;
  throw new CliError(`the ceiling is signed by you and waits for ${waiting.missing} more`, {
    code: 'waits-for-signatures',
    fix: `They run: orange trust approve ${waiting.digest.slice(0, 12)}. Then start it again.`,
    details: { files },
  });
}

const noPlan = (product: string, channel: string): CliError =>
  new CliError(`no plan is in force on ${product}/${channel}`, {
    code: 'no-plan',
    fix: 'Put one in force: orange plan apply plan.yaml',
  });
