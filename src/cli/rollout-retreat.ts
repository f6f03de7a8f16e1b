// `orange rollout retreat`: signs the permit to go back, and offers the fallback to the devices that have the build.
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import { decide } from './rollouts/decide.ts';
import { decisionJson } from './rollouts/decision-command.ts';
import { findRollout, loadRollout, type RolloutDetails, rolloutArgument } from './rollouts/find-rollout.ts';
import { preparePermit } from './rollouts/permit-to-sign.ts';
import { readSignedBuild } from './rollouts/signed-build.ts';
import type { Session } from './session.ts';
import { requireRepository } from './trust/open-repository.ts';
import { listStatements, sendStatements, signStatements } from './trust/statement-files.ts';

type Options = { readonly reason: string; readonly yes?: boolean };

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
    .option('-y, --yes', 'agree to what is signed, as in CI')
    .action(
      acting(run, async (session, given: number | undefined, { reason, yes = false }: Options) => {
        const rollout = await loadRollout(session, await findRollout(session, given));
        const permit = await publishPermit(session, rollout, { reason, isAgreed: yes });
        return decide(session, rollout, { verb: 'retreat', reason, permit });
      }),
    );

type Signing = { readonly reason: string; readonly isAgreed: boolean };

/** The number of the published permit. Throws a CliError while it waits for somebody else's signature. */
async function publishPermit(
  session: Session,
  rollout: RolloutDetails,
  { reason, isAgreed }: Signing,
): Promise<number> {
  const { product, id, build, fallback, latest, startedMs } = rollout;
  if (fallback === null) {
    throw new CliError(`rollout ${id} has no build to go back to`, {
      code: 'no-fallback',
      fix: `Hold it (orange rollout hold ${id}), and publish a better build.`,
    });
  }
  const repository = await requireRepository(session);
  const published = await listStatements(repository, 'permit', product);
  if (published.some(({ statement }) => statement.permitNumber === id)) return id;
  const from = await readSignedBuild(repository, { id: build.id, product });
  const to = await readSignedBuild(repository, { id: fallback.id, product });
  // The service's clock may be ahead of ours; what it has recorded is past by it.
  const nowMs = Math.max(session.surroundings.nowMs(), startedMs, latest?.decidedMs ?? 0);
  const permit = preparePermit({ product, rolloutId: id, from, to, reason, nowMs });
  const signed = await signStatements(session, [permit], isAgreed);
  const files = signed === null ? [] : await sendStatements(session, signed);
  const waiting = files.find(({ state }) => state === 'waiting');
  if (waiting === undefined) return id;
  throw new CliError(`the permit is signed by you and waits for ${waiting.missing} more`, {
    code: 'waits-for-signatures',
    fix: `They run: orange trust approve ${waiting.digest.slice(0, 12)}. Then retreat again; hold it until then.`,
    details: { files },
  });
}
