// Enrolled devices that report crashes without end.
import { throwWhole } from '../dice.ts';
import { type Arm, arms } from './book.ts';
import type { Kit } from './fleet.ts';
import { deriveLate } from './risk.ts';

type LoudDevice = {
  readonly model: number;
  readonly phase: number;
  readonly isNew: boolean;
  hasBuild: boolean;
  sinceHour: number;
  hasCrashed: boolean;
};

/** They are among the first to get the build, or stay without it; the service hears each once a check-in, whatever it sends. */
export class LoudDevices {
  readonly #kit: Kit;
  readonly #devices: LoudDevice[];

  constructor(kit: Kit) {
    this.#kit = kit;
    const { loud } = kit.ground.world.spam;
    const { dice, cells } = kit;
    this.#devices = Array.from({ length: loud?.devices ?? 0 }, (_, index) => ({
      model: throwWhole(dice, 0, cells.models - 1),
      phase: throwWhole(dice, 0, cells.phases - 1),
      isNew: loud?.arm === 'new' || (loud?.arm === 'both' && index % 2 === 0),
      hasBuild: false,
      sinceHour: 0,
      hasCrashed: false,
    }));
  }

  speak(hour: number): void {
    for (const device of this.#devices) {
      if (hour % this.#kit.cells.phases === device.phase) this.#speakOf(device, hour);
    }
  }

  #speakOf(device: LoudDevice, hour: number): void {
    const { hearing, toll, ground, attempts } = this.#kit;
    const { model, isNew } = device;
    if (isNew && !device.hasBuild) {
      device.hasBuild = true;
      device.sinceHour = hour;
      const none = {
        failed: 0,
        bricked: 0,
        muted: 0,
        muteHours: 0,
        silence24h: 0,
        unconfirmed1h: 0,
        swallowed: 0,
        cutOff: 0,
        backHour: hour,
      };
      attempts.begin({ ...none, hour, stage: 0, model, cohort: 0, count: 1 });
      for (const field of [toll.offered, toll.attempted, toll.exposed]) field[model] = (field[model] ?? 0) + 1;
      return;
    }
    const arm: Arm = isNew ? arms.settled : arms.control;
    const untouched = device.hasCrashed ? 0 : 1;
    device.hasCrashed = true;
    const reports = ground.world.spam.loud?.reports ?? 1;
    hearing.hear(
      {
        model,
        cohort: 0,
        arm,
        late: isNew ? deriveLate(hour - device.sinceHour) : 0,
        checkins: 1,
        crashes: 1,
        firstCrashes: untouched,
        untouched,
        reports,
      },
      hour,
    );
  }
}
