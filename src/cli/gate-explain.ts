// `orange gate explain`: what the gate of a rollout says now, signal by signal, and what it waits for.
import { gateExplanation } from '../wire/release/gate.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { findRollout, rolloutArgument } from './rollouts/find-rollout.ts';
import { describeGate } from './rollouts/gate-lines.ts';

export const gateExplain = (run: Run) =>
  newCommand({
    name: 'explain',
    about: 'Explain what the gate says now, signal by signal',
    more: 'The judgement of the next tick on the evidence there is now; nothing is recorded.',
    takes: ['product', 'channel'],
    json: [
      'rollout, state, does, waitsFor',
      'override: by, reason, fromMs, untilMs',
      'stage: index, name, bakeS, enteredMs',
      'verdict: kind, models[], isTrancheDue, asksPerson, isRetreatDue, reasons[], signals[], harm',
      'verdict.metrics[]: metric, model, standing, dayMs, devices, controlDevices, quantile, estimate, interval, values, tolerance',
      'asked: rolloutId, policy, stage, quarantined, nowMs, learned',
      'evidence: grid, models[], stage, reachedMs, unreadable, side',
    ],
    examples: [
      ['Why does it not go on?', 'orange gate explain'],
      [
        'The crash rate alone',
        'orange gate explain 12 --json | jq \'.verdict.signals[] | select(.signal == "crash-rate")\'',
      ],
    ],
  })
    .argument(...rolloutArgument)
    .action(
      acting(run, async (session, given: number | undefined) => {
        const id = await findRollout(session, given);
        const explained = await session.api().get(path`/v1/rollouts/${id}/gate`, reading(gateExplanation));
        return { json: explained, lines: describeGate(explained, session.surroundings.stdout.columns ?? null) };
      }),
    );
