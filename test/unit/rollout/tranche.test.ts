// How far extra tranches reach: as many again within a cohort, parts of the next stage beyond it, and never that stage itself.
import { describe, expect, it } from 'vitest';
import { deriveTranche } from '../../../src/domain/rollout/tranche.ts';

const testers = (permille: number) => ({ cohort: 'testers', permille });
const everyone = (permille: number) => ({ cohort: 'everyone', permille });
/** What each tranche after another adds up to, up to the last. */
function reachOf(stages: readonly { cohort: string; permille: number }[], stageIndex: number) {
  const reached = [1, 2, 3, 4, 5].map((tranches) => deriveTranche(stages, stageIndex, tranches));
  return reached.map((stage) => (stage === null ? null : `${stage.cohort} ${stage.permille}`));
}

describe('tranches', () => {
  it('are as large as the stage itself within one cohort', () => {
    expect(reachOf([testers(45), testers(100), testers(400)], 1)).toEqual([
      'testers 155',
      'testers 210',
      'testers 265',
      'testers 320',
      'testers 375',
    ]);
    expect(reachOf([everyone(100), everyone(250)], 0)).toEqual(['everyone 200', null, null, null, null]);
  });

  it('are an eighth of the next stage where that is for everyone, and double', () => {
    expect(reachOf([testers(400), everyone(40)], 0)).toEqual(['everyone 5', 'everyone 10', 'everyone 20', null, null]);
  });

  it('begin with five in a thousand at most, and one in a thousand at least', () => {
    expect(reachOf([testers(1000), everyone(1000)], 0).slice(0, 2)).toEqual(['everyone 5', 'everyone 10']);
    expect(reachOf([testers(1000), everyone(3)], 0)).toEqual(['everyone 1', 'everyone 2', null, null, null]);
  });

  it('are none where the next stage holds other devices, or there is none', () => {
    expect(deriveTranche([testers(400), { cohort: 'staff', permille: 500 }], 0, 1)).toBeNull();
    expect(deriveTranche([everyone(400)], 0, 1)).toBeNull();
    expect(deriveTranche([testers(400), everyone(40)], 0, 0)).toBeNull();
  });
});
