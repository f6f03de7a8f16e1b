// Worlds for tests: a few models, short words, everything else as a world file leaves it out.

import { createDice } from '../../scripts/simulate/dice.ts';
import { type Page, sumOf } from '../../scripts/simulate/fleet/book.ts';
import { Fleet } from '../../scripts/simulate/fleet/fleet.ts';
import { Gauges } from '../../scripts/simulate/fleet/gauges.ts';
import { drawScene, type Scene } from '../../scripts/simulate/fleet/scene.ts';
import type { Outcome } from '../../scripts/simulate/results/outcome.ts';
import { type Ground, layGround } from '../../scripts/simulate/world/ground.ts';
import { readPlan } from '../../scripts/simulate/world/plan.ts';
import { parseWorld } from '../../scripts/simulate/world/read-world.ts';
import type { World } from '../../scripts/simulate/world/shape.ts';
import type { Plan } from '../../src/domain/rollout/plan.ts';
import type { MapStage } from '../../src/domain/rollout/release-map.ts';

export function makeWorld(parts: object = {}): World {
  const read = parseWorld(JSON.stringify({ name: 'test', models: [{ name: 'm', share: 1 }], ...parts }), 'test.json');
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

export function planOf(name: string): Plan {
  const read = readPlan(name);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

type PageField = keyof Page;

const halfOfAll: MapStage = { cohort: 'everyone', permille: 500 };

/** What a fleet said in so many hours, half of which (or a stage) was offered the build at the start. */
export function listen(world: World, { hours = 120, seed = 5, stage = halfOfAll } = {}) {
  const ground: Ground = layGround(world);
  const kind = world.builds[0];
  if (kind === undefined) throw new Error('a world has a build');
  const scene: Scene = drawScene(ground, kind, createDice(seed, 1));
  const fleet = new Fleet(ground, scene, { dice: createDice(seed, 2), calls: createDice(seed, 4) });
  const gauges = new Gauges(ground, scene, createDice(seed, 3));
  fleet.open(0, stage);
  const byHour: Partial<Record<string, number[]>>[] = [];
  for (let hour = 0; hour < hours; hour++) {
    fleet.live(hour);
    gauges.read(fleet.cells, hour);
    const page = fleet.book.at(hour);
    byHour.push(Object.fromEntries(Object.entries(page).map(([name, field]) => [name, [...field]])));
    fleet.book.close(hour);
  }
  const total = (field: PageField, of: (place: number, hour: number) => boolean = () => true): number =>
    byHour.reduce(
      (sum, page, hour) =>
        sum + (page[field] ?? []).reduce((all, count, place) => all + (of(place, hour) ? count : 0), 0),
      0,
    );
  const isControl = (place: number) => place % 3 === 0;
  const rate = (events: PageField, exposure: PageField, of: (place: number, hour: number) => boolean) =>
    total(events, of) / total(exposure, of);
  return {
    fleet,
    scene,
    pages: byHour,
    measured: gauges.rows(),
    total,
    toll: { ...fleet.toll, all: (field: 'offered' | 'attempted' | 'exposed' | 'bricked') => sumOf(fleet.toll[field]) },
    /** Crashes per device-hour of the build relative to control. */
    ratio: (of: (place: number, hour: number) => boolean = () => true) =>
      rate('crashes', 'exposure', (place, hour) => !isControl(place) && of(place, hour)) /
      rate('crashes', 'exposure', (place, hour) => isControl(place) && of(place, hour)),
    controlRate: (of: (place: number, hour: number) => boolean = () => true) =>
      rate('crashes', 'exposure', (place, hour) => isControl(place) && of(place, hour)),
  };
}

export function goodBuild(parts: object = {}): object {
  return { builds: [{ name: 'good', ...parts }] };
}

export const stoppedShare = (outcomes: readonly Outcome[]): number =>
  outcomes.filter(({ verdict, fullAtHour }) => verdict !== 'promoted' && fullAtHour === null).length / outcomes.length;
