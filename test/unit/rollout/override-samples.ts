// A verdict of harm, as the gate gives it when most installs fail.
import { deriveEvidence } from '../../../src/domain/gate/rows.ts';
import type { Verdict } from '../../../src/domain/gate/verdict.ts';
import { decideAsked, deriveAsked } from '../../../src/domain/rollout/assess.ts';
import { rollout } from '../../samples/rollouts.ts';
import { nowMs } from '../../samples/statements.ts';
import { attemptsOf, healthyRows } from '../gate/samples.ts';

export function harmfulRows(): Verdict {
  const rows = healthyRows();
  const installs = rows.installs.map(({ model, accepted }) => {
    const failed = Math.floor(accepted / 2);
    return attemptsOf(model, { accepted, due: accepted, failed, confirmed: accepted - failed });
  });
  const asked = deriveAsked(rollout(), nowMs);
  if (asked === null) throw new Error('a rollout is in a stage');
  return decideAsked(asked, deriveEvidence({ ...rows, installs }));
}
