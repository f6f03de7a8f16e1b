// `orange plan apply`: puts a plan in force on its channel, and signs the ceiling for the build that waits for it.
import { parsePlanFile } from '../wire/plan/plan-file.ts';
import { appliedPlan } from '../wire/release/plan.ts';
import { reading } from './api/service-answer.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import { readPlanFile } from './plan-file.ts';
import { prepareForDeparture } from './rollouts/missing-ceiling.ts';
import { findNewestSealed } from './rollouts/pick-build.ts';
import { readSignedBuild } from './rollouts/signed-build.ts';
import type { Session } from './session.ts';
import { faint, good, type Line, name } from './terminal/words.ts';
import { requireRepository } from './trust/open-repository.ts';
import { isAllPublished, sendStatements, signStatements } from './trust/statement-files.ts';

type AppliedPlan = { readonly product: string; readonly channel: string };

type Options = {
  readonly ceiling: boolean;
  readonly strictBake?: boolean;
  readonly yes?: boolean;
};

export const planApply = (run: Run) =>
  newCommand({
    name: 'apply',
    about: 'Put a plan in force on its channel',
    more:
      'The next rollout goes up it; what runs is not touched, and the same file again changes nothing. When a sealed build waits for ' +
      'its rollout, the ceiling for it under this plan is signed on this machine, so that the next departure can take it.',
    takes: ['key'],
    json: ['id, product, channel, plan, digest, gatesDigests, source, appliedBy, appliedMs', 'ceiling: build, seq'],
    examples: [
      ['After a look at it', 'orange plan check plan.yaml && orange plan apply plan.yaml'],
      ['In CI', 'orange plan apply plan.yaml --yes --json'],
    ],
  })
    .argument('<file>', 'the plan')
    .option('--no-ceiling', 'sign no ceiling')
    .option('--strict-bake', 'sign that no stage begins before the bakes before it are over')
    .option('-y, --yes', 'agree to what is signed, as in CI')
    .action(
      acting(run, async (session, file: string, options: Options) => {
        const source = await readPlanFile(file);
        checkFile(source, file);
        const body = { source, fileName: file.slice(-200) };
        const applied = await session.api().send('POST', '/v1/plans', reading(appliedPlan), { body });
        const inForce: Line = [
          good('In force: '),
          name(`plan ${applied.plan.plan} (${applied.id})`),
          ` on ${applied.product}/${applied.channel}`,
        ];
        const ceiling = options.ceiling ? await signForWaitingBuild(session, applied, options) : null;
        const lines = [
          inForce,
          ceiling === null
            ? faint('Next: orange rollout start')
            : `${ceiling.build} may leave with the next departure, or: orange rollout start`,
        ];
        return { json: { ...applied, ceiling }, lines };
      }),
    );

/** Before anything is sent: the mistakes are on this machine. */
function checkFile(source: string, file: string): void {
  const parsed = parsePlanFile(source, file);
  if (parsed.ok) return;
  const [first, ...others] = parsed.problems;
  const more = others.length === 0 ? '' : ` (and ${others.length} more: orange plan check ${file})`;
  throw new CliError(`${first?.where} ${first?.what}${more}`, {
    code: 'plan-unusable',
    fix: first?.fix ?? '',
    details: { problems: parsed.problems },
  });
}

/** Null when no sealed build waits, the one that does has its ceiling, or somebody else must sign it too. */
async function signForWaitingBuild(
  session: Session,
  { product, channel }: AppliedPlan,
  { strictBake = false, yes = false }: Options,
) {
  const waiting = await findNewestSealed(session, { product, channel });
  if (waiting === null) return null;
  const repository = await requireRepository(session);
  const signedBuild = await readSignedBuild(repository, waiting);
  const build = { ...signedBuild, createdMs: waiting.createdMs, product, channel };
  const departure = await prepareForDeparture(session, repository, { build, isStrict: strictBake });
  if (departure === null) return null;
  session.printer.note(
    `The plan is in force. ${signedBuild.releaseId} waits for its rollout; --no-ceiling leaves it waiting.`,
  );
  const signed = await signStatements(session, [departure.ceiling], yes);
  const files = signed === null ? [] : await sendStatements(session, signed);
  const isOut = isAllPublished(files);
  if (!isOut) session.printer.note(`Its ceiling waits for others: orange trust status`);
  return isOut ? { build: waiting.id, seq: departure.ceiling.seq } : null;
}
