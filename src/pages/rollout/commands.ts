// The commands that an engineer would type for the rollout on the page.
import { type PersonVerb, personVerbs, type Rollout } from '../../domain/rollout/rollout.ts';
import { decideTransition } from '../../domain/rollout/transition.ts';

export type Command = { readonly line: string; readonly does: string };

const does: Readonly<Record<PersonVerb, string>> = {
  promote: 'Let the next stage in before the gate does, or where it waits for you.',
  complete: 'Call it done at its last stage.',
  hold: 'Let no new device in.',
  resume: 'Go on after a hold; after a halt, over the gate and for a while.',
  quarantine: 'Stop offering it to single models.',
  lift: 'Offer it to the models in quarantine again.',
  retreat: 'Offer the fallback to those who have the build; it is signed on your machine.',
  close: 'End it without a verdict, so that another can start.',
};

/** Those that the rollout would take now, as the domain itself decides it; `models` are those of the build. */
export function commandsFor(rollout: Rollout, models: readonly string[], nowMs: number): Command[] {
  const modelsOf = (verb: PersonVerb) =>
    verb === 'lift' ? rollout.quarantined : verb === 'quarantine' ? models.slice(0, 1) : [];
  /** After a halt only break-glass goes on. */
  const isOver = (verb: PersonVerb) => verb === 'resume' && rollout.state === 'halted';
  const isTaken = (verb: PersonVerb) => {
    const override = isOver(verb) ? { by: '', lastsS: 3600, isAllowed: true } : null;
    const said = { isByPerson: true, reason: 'said', hasPermit: true, isLetPass: true };
    const action = { verb, ...said, models: modelsOf(verb), override };
    return decideTransition(rollout, action, { models, nowMs }).ok;
  };
  const { id } = rollout;
  return [
    { line: `orange rollout status ${id} --watch`, does: 'This page, in the terminal.' },
    { line: `orange gate explain ${id}`, does: 'What the gate looks at, to the last count.' },
    ...personVerbs.filter(isTaken).map((verb) => {
      const named = modelsOf(verb).map((model) => ` --model ${model}`);
      const glass = isOver(verb) ? ' --override --expires 4h' : '';
      return { line: `orange rollout ${verb} ${id}${named.join('')}${glass} --reason "…"`, does: does[verb] };
    }),
  ];
}
