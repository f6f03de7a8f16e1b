// What a verdict was decided by survives the wire whole: what is left out on the way would be replayed to another verdict.
import { expect, it } from 'vitest';
import { deriveDefaultPolicy } from '../../../src/domain/gate/policy.ts';
import { deriveEvidence } from '../../../src/domain/gate/rows.ts';
import { asked, evidence } from '../../../src/wire/release/gate.ts';
import { attemptsOf, healthyRows } from '../gate/samples.ts';

it.each([0, 3])('the policy of stage %d', (stage) => {
  const question = {
    policy: deriveDefaultPolicy(stage),
    stage: { enteredMs: 1, bakeS: 2, tranches: 3, isLast: false },
    quarantined: ['A-1'],
    nowMs: 4,
  };
  expect(asked.parse(JSON.parse(JSON.stringify(question)))).toEqual(question);
});

it('the evidence', () => {
  const away = { bootsDayOver: 9, bootsLost: 1, dayOver: 8, quiet: 2, threeDaysOver: 7, gone: 1 };
  const found = deriveEvidence(healthyRows({ installs: [attemptsOf('A-1', { away }), attemptsOf('B-2')] }));
  expect(evidence.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
});
