// The commands that an engineer would type for the rollout on the page.
import { type PersonVerb, personVerbs, type Rollout } from '../../domain/rollout/rollout.ts';
import { decideTransition } from '../../domain/rollout/transition.ts';

export type Command = { readonly line: string; readonly does: string };

const does: Readonly<Record<PersonVerb, string>> = {
  promote: 'Let the next stage in before the gate does, or where it waits for you.',
  complete: 'Call it done at its last stage.',
  hold: 'Let no new device in.',
  resume: 'Go on after a hold or a halt.',
  retreat: 'Offer the fallback to those who have the build; it is signed on your machine.',
  close: 'End it without a verdict, so that another can start.',
};

/** Those that the rollout would take now, as the domain itself decides it. */
export function commandsFor(rollout: Rollout, nowMs: number): Command[] {
  const isTaken = (verb: PersonVerb) =>
    decideTransition(rollout, { verb, isByPerson: true, reason: 'said', hasPermit: true }, nowMs).ok;
  const { id } = rollout;
  return [
    { line: `orange rollout status ${id} --watch`, does: 'This page, in the terminal.' },
    { line: `orange gate explain ${id}`, does: 'What the gate looks at, to the last count.' },
    ...personVerbs
      .filter(isTaken)
      .map((verb) => ({ line: `orange rollout ${verb} ${id} --reason "…"`, does: does[verb] })),
  ];
}
