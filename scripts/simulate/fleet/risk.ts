// The chance of a crash by check-ins since the install: freshness, late onset, and what the build does.
import { lateHours } from '../../../src/domain/gate/late.ts';
import type { Ground } from '../world/ground.ts';
import type { Scene } from './scene.ts';

export type Risk = {
  /** Crashes of a device on any build, by age in check-ins: the first hours after an install are worse. */
  readonly ofAge: Float64Array;
  /** Crashes on this build, by age, relative to that; on devices that it hurts, and on the others. */
  readonly hurt: Float64Array;
  readonly spared: number;
  /** Ages that the service tells apart: the first hours after an install, then by the ages of the gate. */
  readonly parts: readonly AgePart[];
  /** Index into `parts`, by age. */
  readonly partOfAge: Int32Array;
  /** The age at which it bricks; -1 when it bricks at once or never. */
  readonly brickAge: number;
};

/** `late`: how many of the gate's ages are reached. */
export type AgePart = { readonly isFresh: boolean; readonly late: number };

/** How many of the gate's ages a device has reached so many hours after its install. */
export const deriveLate = (sinceHours: number): number => lateHours.filter((hours) => sinceHours >= hours).length;

export function deriveRisk({ world }: Ground, { kind, spread }: Scene): Risk {
  const step = world.fleet.checkinHours;
  const { crash, hours } = world.freshness;
  const lasting = Math.max(
    hours,
    lateHours.at(-1) ?? 0,
    kind.crashFromHour + kind.crashRampHours,
    kind.brickAfterHours,
  );
  const ages = Math.ceil(lasting / step) + 2;
  const ofAge = Float64Array.from({ length: ages }, (_, age) => {
    const overlap = Math.max(0, Math.min(step, hours - age * step)) / step;
    return 1 + (crash - 1) * overlap;
  });
  const hurt = Float64Array.from({ length: ages }, (_, age) => spread * deriveRatio(kind, (age + 0.5) * step));
  const brickAge = kind.brick !== undefined && kind.brickAfterHours > 0 ? Math.floor(kind.brickAfterHours / step) : -1;
  const freshAges = Math.ceil(hours / step);
  const parts = [{ isFresh: true, late: 0 }, ...[0, ...lateHours].map((_, late) => ({ isFresh: false, late }))];
  const partOfAge = Int32Array.from({ length: ages }, (_, age) => (age < freshAges ? 0 : 1 + deriveLate(age * step)));
  return { ofAge, hurt, spared: spread, parts, partOfAge, brickAge };
}

function deriveRatio({ crash = 1, crashFromHour, crashRampHours }: Scene['kind'], sinceHours: number): number {
  if (sinceHours < crashFromHour) return 1;
  const risen = crashRampHours === 0 ? 1 : Math.min(1, (sinceHours - crashFromHour) / crashRampHours);
  return 1 + (crash - 1) * risen;
}
