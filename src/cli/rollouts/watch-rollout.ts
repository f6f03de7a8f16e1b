// Shows a rollout again and again: in place on a terminal, a line for each change elsewhere.
import { setTimeout as wait } from 'node:timers/promises';
import { interrupted } from '../cli-error.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { openRedraw, type Redraw } from '../terminal/redraw.ts';
import { faint, type Line } from '../terminal/words.ts';
import { loadRollout, type RolloutDetails } from './find-rollout.ts';
import { describeRollout, stateWord } from './status-lines.ts';

const over: readonly RolloutDetails['state'][] = ['completed', 'closed'];

/** On a terminal until it is over or Ctrl-C; elsewhere until it no longer runs. */
export async function watchRollout(session: Session, id: number, everyS: number): Promise<Report> {
  const { surroundings, printer } = session;
  const redraw = printer.isJson ? null : openRedraw(surroundings);
  try {
    const rollout = await look(session, { id, everyS, redraw });
    return { json: rollout, lines: [], exitCode: redraw !== null || rollout.state === 'completed' ? 0 : 1 };
  } catch (cause) {
    throw surroundings.interrupt.aborted ? interrupted('Only the watching ended; the rollout goes on.') : cause;
  } finally {
    redraw?.end();
  }
}

type Look = { readonly id: number; readonly everyS: number; readonly redraw: Redraw | null };

async function look(session: Session, { id, everyS, redraw }: Look): Promise<RolloutDetails> {
  const { surroundings, printer } = session;
  const { interrupt } = surroundings;
  for (let told = ''; ; ) {
    const rollout = await loadRollout(session, id);
    if (redraw !== null) redraw.show([...describeRollout(rollout, session.nowMs()), '', ending]);
    else if (told !== markOf(rollout)) printer.note(changeLine(rollout));
    told = markOf(rollout);
    if (redraw === null ? rollout.state !== 'running' : over.includes(rollout.state)) return rollout;
    await wait(everyS * 1000, undefined, { signal: interrupt });
  }
}

const ending = faint('Ctrl-C ends the watching, not the rollout.');

const markOf = ({ state, head, stageIndex }: RolloutDetails): string => `${state} ${head} ${stageIndex}`;

function changeLine(rollout: RolloutDetails): Line {
  const { id, stages, stageIndex, latest, devices } = rollout;
  const stage = stages[stageIndex];
  return [
    `rollout ${id} `,
    stateWord(rollout.state),
    ` in ${stage?.name ?? ''} (${stageIndex + 1} of ${stages.length}), ${devices.confirmed} of ${devices.offered} devices: ${latest?.reason ?? ''}`,
  ];
}
