// The chance of a crash by check-ins since the install: freshness, late onset, and what the build does.
import type { Ground } from '../world/ground.ts';
import type { Scene } from './scene.ts';

export type Risk = {
  /** Crashes of a device on any build, by age in check-ins: the first hours after an install are worse. */
  readonly ofAge: Float64Array;
  /** Crashes on this build, by age, relative to that; on devices that it hurts, and on the others. */
  readonly hurt: Float64Array;
  readonly spared: number;
  /** Ages below this are the first hours after an install. */
  readonly freshAges: number;
  /** The age at which it bricks; -1 when it bricks at once or never. */
  readonly brickAge: number;
};

export function deriveRisk({ world }: Ground, { kind, spread }: Scene): Risk {
  const step = world.fleet.checkinHours;
  const { crash, hours } = world.freshness;
  const lasting = Math.max(hours, kind.crashFromHour + kind.crashRampHours, kind.brickAfterHours);
  const ages = Math.ceil(lasting / step) + 2;
  const ofAge = Float64Array.from({ length: ages }, (_, age) => {
    const overlap = Math.max(0, Math.min(step, hours - age * step)) / step;
    return 1 + (crash - 1) * overlap;
  });
  const hurt = Float64Array.from({ length: ages }, (_, age) => spread * deriveRatio(kind, (age + 0.5) * step));
  const brickAge = kind.brick !== undefined && kind.brickAfterHours > 0 ? Math.floor(kind.brickAfterHours / step) : -1;
  return { ofAge, hurt, spared: spread, freshAges: Math.ceil(hours / step), brickAge };
}

function deriveRatio({ crash = 1, crashFromHour, crashRampHours }: Scene['kind'], sinceHours: number): number {
  if (sinceHours < crashFromHour) return 1;
  const risen = crashRampHours === 0 ? 1 : Math.min(1, (sinceHours - crashFromHour) / crashRampHours);
  return 1 + (crash - 1) * risen;
}
