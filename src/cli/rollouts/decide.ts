// Sends a person's decision on the state of the rollout that they saw; when somebody was quicker, shows what holds now.
import { decided, rollout as rolloutSchema } from '../../wire/release/rollout.ts';
import { path } from '../api/api-client.ts';
import { reading, ServiceRefusal } from '../api/service-answer.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { instantWords } from '../terminal/figures.ts';
import type { Report } from '../terminal/printer.ts';
import { bad, faint, type Line, name } from '../terminal/words.ts';
import { stateWord } from './status-lines.ts';

export type Decision = {
  readonly verb: 'promote' | 'complete' | 'hold' | 'resume' | 'quarantine' | 'lift' | 'retreat' | 'close';
  readonly reason?: string | undefined;
  /** Whom `quarantine` and `lift` concern. */
  readonly models?: readonly string[];
  /** Number of the published permit to go back. */
  readonly permit?: number;
  /** Break-glass: for how long it goes over the gate. */
  readonly override?: { readonly lastsS: number };
};

/**
 * `seen` is what the decision was made on: the service refuses it when another decision came between. Without a head it is
 * meant whatever came between.
 */
export async function decide(
  session: Session,
  seen: { readonly id: number; readonly head: number | null },
  decision: Decision,
): Promise<Report> {
  const body = seen.head === null ? decision : { ...decision, parent: seen.head };
  try {
    const answer = await session
      .api()
      .send('POST', path`/v1/rollouts/${seen.id}/decisions`, reading(decided), { body });
    return { json: answer, lines: describeDecision(answer) };
  } catch (cause) {
    throw cause instanceof ServiceRefusal ? withPresentState(cause, seen.id) : cause;
  }
}

type Decided = Extract<ReturnType<ReturnType<typeof reading<typeof decided>>>, { ok: true }>['value'];

function describeDecision({ rollout, decision, mapRevision }: Decided): Line[] {
  const { id, build, stage, stageIndex, stageCount } = rollout;
  const late = mapRevision === null ? [faint('Devices hear of it with the next release map, within a minute.')] : [];
  return [
    [
      name(`rollout ${id}`),
      ` of ${build} is `,
      stateWord(rollout.state),
      ` in ${stage} (${stageIndex + 1} of ${stageCount}), decision ${decision.number}`,
    ],
    ...overrideLine(decision.overrideUntilMs),
    ...late,
  ];
}

/** As loud as where others will read it. */
const overrideLine = (untilMs: number | null): Line[] =>
  untilMs === null
    ? []
    : [[bad('OVERRIDE'), `: the gate stops nothing until ${instantWords(untilMs)}, under your name`]];

/** The verbs that the service's advice names, as commands. */
const hints: Readonly<Record<string, (id: number) => string>> = {
  'lost-race': (id) => `Look at \`orange rollout status ${id}\`, and decide again if you still want to.`,
  'past-last-stage': (id) =>
    `The gate completes it when the evidence is there; by hand: orange rollout complete ${id} --reason TEXT`,
  'not-last-stage': (id) => `Promote it to the last stage first: orange rollout promote ${id}`,
  'is-over': () => 'Start another one: orange rollout start',
  'ceiling-expired': (id) => `Run \`orange rollout close ${id}\`, and start it again under a newly signed ceiling.`,
  'models-required': () => 'Name them, each with --model.',
  'reason-required': () => 'Say why, with --reason; it stays with your name.',
  'override-required': (id) =>
    `See \`orange gate explain ${id}\`; who knows better goes over the gate with --override --reason TEXT --expires 4h.`,
  'override-in-force': (id) => `Decide without --override; \`orange rollout status ${id}\` says until when.`,
};

function withPresentState(refusal: ServiceRefusal, id: number): CliError {
  const present = rolloutSchema.safeParse(refusal.current);
  if (!present.success) return refusal;
  const { state, stage, stageIndex, stageCount, head } = present.data;
  const now = `Rollout ${id} is now ${state} in ${stage} (${stageIndex + 1} of ${stageCount}), decision ${head}.`;
  const { code, details } = refusal;
  return new CliError(`${refusal.message} ${now}`, { code, fix: hints[code]?.(id) ?? refusal.fix, details });
}
