// What the commands that only decide have in common: the rollout, the head that was seen, a reason, a question first.
import type { Command } from 'commander';
import { acting, newCommand, type Run, wholeNumber } from '../command.ts';
import { agree } from '../signing/agree.ts';
import { type Decision, decide } from './decide.ts';
import { findRollout, loadRollout, type RolloutDetails, rolloutArgument } from './find-rollout.ts';
import { holdAtEdge, isWithoutDatabase } from './hold-at-edge.ts';

export type DecisionForm = {
  readonly verb: Exclude<Decision['verb'], 'retreat'>;
  readonly about: string;
  readonly more?: string;
  readonly examples: readonly (readonly [what: string, command: string])[];
  readonly reason: 'optional' | 'required';
  /** Concerns single models, named by `--model`. */
  readonly takesModels?: true;
  /** Asked at a terminal before it is done; null for verbs that must not wait for a question. */
  readonly question: ((rollout: RolloutDetails) => string) | null;
};

export const decisionJson = [
  'decision: number, parent, kind, actor, reason, state, stageIndex, decidedMs, models, verdict, evidence, asked',
  'rollout: id, product, channel, build, plan, fallback, state, stageIndex, stage, stageCount, stageEnteredMs, startedMs, head',
  'mapRevision',
];

type Options = {
  readonly model?: readonly string[];
  readonly reason?: string;
  readonly head?: number;
  readonly yes?: boolean;
};

export function decisionCommand(run: Run, { verb, reason, question, takesModels, ...form }: DecisionForm): Command {
  const command = newCommand({ name: verb, takes: ['product', 'channel'], json: decisionJson, ...form })
    .argument(...rolloutArgument)
    .option('--head <number>', 'decide only if this is still its newest decision', wholeNumber(1, 1e9));
  if (reason === 'required') command.requiredOption('--reason <text>', 'why; it stays with your name');
  else command.option('--reason <text>', 'why; it stays with your name');
  if (takesModels === true) command.requiredOption('--model <id...>', 'a model of the build; may be given again');
  if (question !== null) command.option('-y, --yes', 'do not ask');
  return command.action(
    acting(run, async (session, given: number | undefined, options: Options) => {
      try {
        const rollout = await loadRollout(session, await findRollout(session, given));
        const isAsked = question !== null && options.yes !== true && session.ask.isPossible;
        if (isAsked) await agree(session, question(rollout));
        const seen = { id: rollout.id, head: options.head ?? rollout.head };
        const models = options.model === undefined ? {} : { models: options.model };
        return await decide(session, seen, { verb, reason: options.reason, ...models });
      } catch (cause) {
        if (verb !== 'hold' || !isWithoutDatabase(cause)) throw cause;
        return holdAtEdge(session, { rollout: given, reason: options.reason });
      }
    }),
  );
}
