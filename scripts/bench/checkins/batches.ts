// Check-ins of a fleet as a gateway gathers them: a hundred health events, each of another device.
import { maxEvents } from '../../../src/wire/device/checkin.ts';
import { openDice } from '../poll/dice.ts';

export const product = 'nova';
export const model = 'n1';
export const channel = 'stable';
export const deviceCount = 20_000;

export const deviceOf = (index: number): string => `SN-${String(index).padStart(8, '0')}`;

export type Checkin = {
  readonly id: string;
  readonly device: string;
  readonly type: 'health';
  readonly build: string;
  readonly uptimeS: number;
  readonly crashes: number;
};

/** Answers another batch at each call; no event of a run has the id of another one. */
export function openBatches(): () => Checkin[] {
  const dice = openDice(1);
  const run = Date.now().toString(36);
  let count = 0;
  return () => {
    const first = dice(deviceCount);
    return Array.from({ length: maxEvents }, (_, at): Checkin => {
      count += 1;
      return {
        id: `${run}-${count}`,
        device: deviceOf((first + at * 131) % deviceCount),
        type: 'health',
        build: `1.${dice(3)}.0`,
        uptimeS: dice(3_600),
        crashes: dice(200) === 0 ? 1 : 0,
      };
    });
  };
}
