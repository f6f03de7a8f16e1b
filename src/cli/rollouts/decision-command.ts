// What the commands that only decide have in common: the rollout, the head that was seen, a reason, a question first.
import type { Command } from 'commander';
import { overrideBounds } from '../../domain/rollout/override.ts';
import { CliError } from '../cli-error.ts';
import { acting, newCommand, type Run, wholeNumber } from '../command.ts';
import { duration } from '../durations.ts';
import { agree } from '../signing/agree.ts';
import { secondsWords } from '../terminal/figures.ts';
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
  /** Can go over the gate. */
  readonly takesOverride?: true;
  /** Asked at a terminal before it is done; null for verbs that must not wait for a question. */
  readonly question: ((rollout: RolloutDetails) => string) | null;
};

export const decisionJson = [
  'decision: number, parent, kind, actor, reason, state, stageIndex, decidedMs, models, overrideUntilMs, verdict, evidence, asked',
  'rollout: id, product, channel, build, plan, fallback, state, stageIndex, stage, stageCount, stageEnteredMs, startedMs, head',
  'mapRevision',
];

type Options = {
  readonly model?: readonly string[];
  readonly reason?: string;
  readonly head?: number;
  readonly yes?: boolean;
  readonly override?: boolean;
  readonly expires?: number;
};

export function decisionCommand(
  run: Run,
  { verb, reason, question, takesModels, takesOverride, ...form }: DecisionForm,
): Command {
  const command = newCommand({ name: verb, takes: ['product', 'channel'], json: decisionJson, ...form })
    .argument(...rolloutArgument)
    .option('--head <number>', 'decide only if this is still its newest decision', wholeNumber(1, 1e9));
  if (reason === 'required') command.requiredOption('--reason <text>', 'why; it stays with your name');
  else command.option('--reason <text>', 'why; it stays with your name');
  if (takesModels === true) command.requiredOption('--model <id...>', 'a model of the build; may be given again');
  if (takesOverride === true) {
    command.option('--override', 'go over the gate: needs --reason and --expires, and that the plan names you');
    command.option(
      '--expires <duration>',
      'with --override: when the gate rules again, such as 4h; a week at most',
      duration,
    );
  }
  if (question !== null) command.option('-y, --yes', 'do not ask');
  return command.action(
    acting(run, async (session, given: number | undefined, options: Options) => {
      try {
        const rollout = await loadRollout(session, await findRollout(session, given));
        const override = readOverride(options);
        const isAsked = question !== null && options.yes !== true && session.ask.isPossible;
        if (isAsked) await agree(session, `${question(rollout)}${override === null ? '' : overGate(options)}`);
        // Who stops a rollout must not be told that it has gone on meanwhile.
        const present = verb === 'hold' ? null : rollout.head;
        const seen = { id: rollout.id, head: options.head ?? present };
        const models = options.model === undefined ? {} : { models: options.model };
        return await decide(session, seen, { verb, reason: options.reason, ...models, ...override });
      } catch (cause) {
        if (verb !== 'hold' || !isWithoutDatabase(cause)) throw cause;
        return holdAtEdge(session, { rollout: given, reason: options.reason });
      }
    }),
  );
}

/** Null without `--override`. What is missing is said before anybody is asked. */
function readOverride({ override, expires, reason }: Options): Pick<Decision, 'override'> | null {
  if (override !== true) {
    if (expires === undefined) return null;
    throw new CliError('--expires is the end of an override', {
      code: 'usage',
      fix: 'Add --override, or leave it out.',
    });
  }
  const { leastS, mostS } = overrideBounds;
  if (expires !== undefined && (expires < leastS || expires > mostS)) {
    const fix = `Write ${leastS / 60}m at least and ${mostS / 86_400}d at most.`;
    throw new CliError(`--expires is ${secondsWords(expires)}`, { code: 'override-out-of-range', fix });
  }
  if (expires !== undefined && reason !== undefined) return { override: { lastsS: expires } };
  const what = `--override needs ${expires === undefined ? '--expires' : '--reason'}`;
  throw new CliError(what, { code: 'usage', fix: 'Write --override --reason TEXT --expires 4h.' });
}

const overGate = ({ expires = 0 }: Options): string =>
  ` This goes over the gate: for ${secondsWords(expires)} it stops nothing, and everybody sees your name.`;
