// What devices of a simulated fleet measure: each one value a day on each side, counted on the grid of the service.
import { type Metric, metrics } from '../../../src/domain/device/metric.ts';
import type { MetricRow } from '../../../src/domain/gate/metric-counts.ts';
import { type Dice, throwBinomial } from '../dice.ts';
import type { Ground } from '../world/ground.ts';
import { type Cells, cellOf } from './cells.ts';
import { isHurt, type Scene } from './scene.ts';

const dayHours = 24;
const dayMs = dayHours * 3_600_000;
/** Installs younger than this are not compared. */
const settledHours = 6;
const binLog = Math.log(1.02);
/** So many deviations to each side hold all but one in a thousand values; the rest lies at the ends. */
const widest = 4;
/** Below this many devices each is drawn alone, which is quicker than going over all bins. */
const fewDevices = 60;

type Side = 'new' | 'control';
/** The middle of log values, in bins, and the scale of a logistic spread about it. */
type Spread = { readonly middle: number; readonly scale: number };

export class Gauges {
  readonly #dice: Dice;
  readonly #scene: Scene;
  readonly #ground: Ground;
  /** Of today, by cell and side: how many were counted. */
  readonly #counted = { new: new Map<number, number>(), control: new Map<number, number>() };
  readonly #sums = new Map<string, MetricRow & { readonly bins: Map<number, number> }>();

  constructor(ground: Ground, scene: Scene, dice: Dice) {
    [this.#ground, this.#scene, this.#dice] = [ground, scene, dice];
  }

  /** Reads those whose check-in was due in an hour, by the counts that it left. */
  read(cells: Cells, hour: number): void {
    if (this.#ground.world.metrics.length === 0) return;
    if (hour % dayHours === 0) for (const counted of Object.values(this.#counted)) counted.clear();
    const youngest = Math.ceil(settledHours / cells.phases);
    for (const [classIndex, one] of this.#ground.classes.entries()) {
      for (let model = 0; model < cells.models; model++) {
        const cell = cellOf(cells, classIndex, model) + (hour % cells.phases);
        const first = cell * cells.ages;
        const settled = cells.running.subarray(first + youngest, first + cells.ages).reduce((sum, n) => sum + n, 0);
        const hurts = isHurt(this.#scene, model, one);
        this.#count('new', { cell, model, hour, devices: settled, hurts });
        this.#count('control', { cell, model, hour, devices: cells.waiting[cell] ?? 0, hurts: false });
      }
    }
  }

  rows(): MetricRow[] {
    return [...this.#sums.values()].map(({ bins, ...row }) => ({ ...row, histogram: [...bins] }));
  }

  #count(arm: Side, at: { cell: number; model: number; hour: number; devices: number; hurts: boolean }): void {
    const known = this.#counted[arm].get(at.cell) ?? 0;
    if (at.devices <= known) return;
    this.#counted[arm].set(at.cell, at.devices);
    const name = this.#ground.world.models[at.model]?.name ?? '';
    for (const { metric, middle, spread, measured, byModel = {} } of this.#ground.world.metrics) {
      const factor = (byModel[name] ?? 1) * (at.hurts ? (this.#scene.kind.metrics?.[metric] ?? 1) : 1);
      const scale = (spread * Math.sqrt(3)) / Math.PI / binLog;
      const devices = throwBinomial(this.#dice, at.devices - known, measured);
      const bins = this.#binsOf({ model: name, dayMs: Math.floor(at.hour / dayHours) * dayMs, arm, metric });
      throwValues(this.#dice, devices, { middle: Math.log(middle * factor) / binLog, scale }, bins);
    }
  }

  #binsOf(place: Omit<MetricRow, 'histogram'>): Map<number, number> {
    const key = [place.dayMs, metrics.indexOf(place.metric as Metric), place.model, place.arm].join('/');
    const found = this.#sums.get(key) ?? { ...place, histogram: [], bins: new Map<number, number>() };
    this.#sums.set(key, found);
    return found.bins;
  }
}

function throwValues(dice: Dice, devices: number, { middle, scale }: Spread, bins: Map<number, number>): void {
  const add = (bin: number, count: number) => bins.set(bin, (bins.get(bin) ?? 0) + count);
  if (devices < fewDevices) {
    for (let device = 0; device < devices; device++) {
      const share = Math.min(1 - 1e-9, Math.max(1e-9, dice()));
      add(Math.floor(middle + scale * Math.log(share / (1 - share))), 1);
    }
    return;
  }
  const below = (bin: number) => 1 / (1 + Math.exp((middle - bin) / scale));
  const last = Math.floor(middle + 2 * widest * scale);
  let left = devices;
  let before = 0;
  for (let bin = Math.floor(middle - 2 * widest * scale); bin < last && left > 0; bin++) {
    const upTo = below(bin + 1);
    const count = throwBinomial(dice, left, Math.min(1, (upTo - before) / (1 - before)));
    before = upTo;
    left -= count;
    if (count > 0) add(bin, count);
  }
  if (left > 0) add(last, left);
}
