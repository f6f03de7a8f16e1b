// What the service hears of installs hour by hour, and what it is still to hear of them: a ring of hours, and sums since a look.

/** Nothing that is written lies further ahead: the last of those who were silent are back after nine days. */
const ringHours = 9 * 24 + 8;

/**
 * `accepted` installs began · `due` ended or ran out of time · `failed` · `told` confirmed or failed · `pinged` confirmations
 * that were due after an hour, `unpinged` of them still missing · `pingedDay` and `unpingedDay` the same after a day ·
 * `indexed` installs a day old, `unheard` of them silent, `quiet` of those silent still · `indexedLong` and `gone` the same
 * after three days. The others are of devices on the build: crashes, device-hours, and the same of devices that had not
 * crashed since the rollout began.
 */
const fieldNames = [
  'accepted',
  'due',
  'failed',
  'told',
  'pinged',
  'unpinged',
  'pingedDay',
  'unpingedDay',
  'indexed',
  'unheard',
  'quiet',
  'indexedLong',
  'gone',
  'crashes',
  'exposure',
  'first',
  'firstExposure',
] as const;
export type DiaryField = (typeof fieldNames)[number];
const fieldPlaces = Object.fromEntries(fieldNames.map((name, place) => [name, place])) as Record<DiaryField, number>;
const fieldCount = fieldNames.length;

export class Diary {
  readonly #models: number;
  /** By hour, model and field. */
  readonly #ring: Float64Array;
  /** By model and field, since the last look. */
  readonly #sums: Float64Array;

  constructor(models: number) {
    this.#models = models;
    this.#ring = new Float64Array(ringHours * models * fieldCount);
    this.#sums = new Float64Array(models * fieldCount);
  }

  add(field: DiaryField, hour: number, model: number, count: number): void {
    const place = ((hour % ringHours) * this.#models + model) * fieldCount + fieldPlaces[field];
    this.#ring[place] = (this.#ring[place] ?? 0) + count;
  }

  /** The hour is over: what was written for it is heard. */
  turn(hour: number): void {
    const width = this.#models * fieldCount;
    const from = (hour % ringHours) * width;
    for (let at = 0; at < width; at++) this.#sums[at] = (this.#sums[at] ?? 0) + (this.#ring[from + at] ?? 0);
    this.#ring.fill(0, from, from + width);
  }

  read(field: DiaryField, model: number): number {
    return this.#sums[model * fieldCount + fieldPlaces[field]] ?? 0;
  }

  /** After a look. */
  clear(): void {
    this.#sums.fill(0);
  }

  /** All that is still to be heard: what a stage owes when the next one opens does not speak for that. */
  sumAhead(field: DiaryField): number {
    let sum = 0;
    for (let at = fieldPlaces[field]; at < this.#ring.length; at += fieldCount) sum += this.#ring[at] ?? 0;
    return sum;
  }
}
