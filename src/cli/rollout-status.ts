// `orange rollout status`: where a rollout stands, once or until it is over.
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { findRollout, loadRollout, rolloutArgument } from './rollouts/find-rollout.ts';
import { describeRollout } from './rollouts/status-lines.ts';
import { watchRollout } from './rollouts/watch-rollout.ts';

type Options = { readonly watch?: boolean; readonly every: number };

export const rolloutStatus = (run: Run) =>
  newCommand({
    name: 'status',
    about: 'Show where a rollout stands: stages, devices, gate, what comes next',
    more:
      'With --watch a terminal shows it until it is over or you press Ctrl-C. Without a terminal --watch waits until it no longer ' +
      'runs: exit code 0 when it completed, 1 when it was held, halted, retreated or closed.',
    takes: ['product', 'channel'],
    json: [
      'id, product, channel, state, head, startedMs, salt, ceilingEndsMs, stageIndex, stageEnteredMs, quarantined, watchUntilMs, nextDepartureMs, nextDeparture',
      'build, fallback: id, version, vendorVersion, counter, models, isWithdrawn',
      'plan: id, name',
      'stages[]: index, name, cohort, permille, bakeS, promote, state, enteredMs, joinedByMs, notBeforeMs, devices',
      'devices: offered, accepted, confirmed, failed, silent',
      'gate: verdict, does, waitsFor, override',
      'latest: number, parent, kind, actor, reason, state, stageIndex, decidedMs, models, overrideUntilMs',
    ],
    examples: [
      ['The newest of the channel', 'orange rollout status'],
      ['Look on', 'orange rollout status --watch'],
      ['CI waits for the end', 'orange rollout status 12 --watch --json'],
    ],
  })
    .argument(...rolloutArgument)
    .option('-w, --watch', 'go on until it is over')
    .option('--every <seconds>', 'how often --watch looks', wholeNumber(1, 3600), 2)
    .action(
      acting(run, async (session, given: number | undefined, { watch = false, every }: Options) => {
        const id = await findRollout(session, given);
        if (watch) return watchRollout(session, id, every);
        const rollout = await loadRollout(session, id);
        return { json: rollout, lines: describeRollout(rollout, session.nowMs()) };
      }),
    );
