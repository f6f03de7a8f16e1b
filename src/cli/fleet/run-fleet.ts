// Plays a simulated fleet against a running service: enrols it, then lets every device poll, update and check in.
import { checkOffer, type Self } from '../../device/check-offer.ts';
import { type PollOutcome, poll } from '../../device/poll.ts';
import type { Memory } from '../../device/ports.ts';
import { type Census, countFleet } from './census.ts';
import { openDice } from './dice.ts';
import type { FleetLinks } from './fleet-links.ts';
import type { Habits } from './habits.ts';
import { drawMeasures } from './measures.ts';
import { followClock, type ServiceClock } from './service-clock.ts';
import { type SharedTrust, shareTrust } from './shared-trust.ts';
import { acceptOffer, type FleetEvent, live, type SimulatedDevice } from './simulated-device.ts';

export type FleetPlan = {
  readonly origin: string;
  readonly product: string;
  readonly channel: string;
  /** Device ids begin with it, so that two fleets do not meet. */
  readonly prefix: string;
  readonly devices: number;
  /** Shares of the fleet by model, adding up to 1. */
  readonly models: readonly { readonly model: string; readonly share: number }[];
  readonly testerShare: number;
  /** The build that every device runs at first. */
  readonly start: { readonly version: string; readonly counter: number; readonly imageSha256: string | null };
  /** The TUF root that every device was built with. */
  readonly rootBytes: Uint8Array;
};

type Offered = Extract<PollOutcome, { kind: 'offer' }>;

export type FleetTally = {
  polls: number;
  offers: number;
  refused: Record<string, number>;
  failedPolls: number;
  events: number;
};
export type FleetState = { readonly census: Census; readonly tally: FleetTally; readonly nowMs: number };

/** Requests under way at once: enough to keep a service busy, few enough for one machine. */
const lanes = 24;
const batchSize = 100;
/** Real time between two readings of the service's clock: enough to tell a time-lapse from the world's time. */
const clockReadingMs = 1_200;
/** Real time between looks at the fleet. */
const beatMs = 200;

/** Runs `work` over items in `lanes` lanes. */
async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items].reverse();
  await Promise.all(
    Array.from({ length: Math.min(lanes, items.length) }, async () => {
      for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item);
    }),
  );
}

const memoryOf = ({ version, counter, imageSha256 }: SimulatedDevice): Memory => ({
  version,
  counter,
  imageSha256,
  securityFloor: 0,
  wantedFloor: 0,
  otherCounter: null,
  pending: null,
  ceilingSeqs: {},
  stopSeqs: {},
});

export class Fleet {
  readonly #plan: FleetPlan;
  readonly #links: FleetLinks;
  readonly #habits: Habits;
  readonly devices: SimulatedDevice[] = [];
  readonly tally: FleetTally = { polls: 0, offers: 0, refused: {}, failedPolls: 0, events: 0 };
  readonly #trust: SharedTrust;
  #clock: ServiceClock = { nowMs: () => 0 };

  constructor(plan: FleetPlan, links: FleetLinks, habits: Habits) {
    this.#plan = plan;
    this.#links = links;
    this.#habits = habits;
    this.#trust = shareTrust({ ...plan, nowMs: () => this.#clock.nowMs() });
  }

  state(): FleetState {
    return { census: countFleet(this.devices), tally: this.tally, nowMs: this.#clock.nowMs() };
  }

  /** Gives every device its place in the service. `onProgress` is told how many are enrolled. */
  async enrol(onProgress: (done: number) => void): Promise<void> {
    const { devices: count, prefix, testerShare, start } = this.#plan;
    const { seed, healthEveryMs, usual } = this.#habits;
    const nowMs = await this.#links.loadServiceMs();
    const seeds = openDice(seed);
    // Apart from the dice of its life, so that a fleet that measures nothing lives the same one.
    const gauges = openDice(seed + 1);
    const born = Array.from({ length: count }, (_, index) => {
      return { index, dice: openDice(seeds.roll() * 2 ** 32), measures: drawMeasures(gauges, usual.measured) };
    });
    let done = 0;
    await inLanes(born, async ({ index, dice, measures }) => {
      const id = `${prefix}${index}`;
      const model = this.#modelOf((index + 0.5) / count);
      const isTester = dice.isBelow(testerShare);
      const given = await this.#links.enrol({ id, model, build: start.version, tester: isTester });
      const times = { pollMs: 0, healthMs: nowMs + healthEveryMs * dice.roll(), lastHealthMs: nowMs, bootedMs: null };
      const self = { id, model, isTester, dice, measures, ...given, ...start, ...times };
      this.devices[index] = { ...self, update: null, isBricked: false, brickMs: null, events: 0 };
      done += 1;
      onProgress(done);
    });
  }

  /** Lives by a clock of one's own, such as one that stands still between two beats. */
  setClock(clock: ServiceClock): void {
    this.#clock = clock;
  }

  /** Learns the service's clock and how fast it runs; again after the service was started with another one. */
  async followService(): Promise<void> {
    const read = async () => ({ serviceMs: await this.#links.loadServiceMs(), localMs: performance.now() });
    const first = await read();
    await new Promise((resolve) => setTimeout(resolve, clockReadingMs));
    this.#clock = followClock(first, await read(), () => performance.now());
  }

  /** Lives until `until` says that it is enough, or the signal aborts. */
  async live(until: (state: FleetState) => boolean, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !until(this.state())) {
      const startedMs = performance.now();
      await this.beat();
      const restMs = beatMs - (performance.now() - startedMs);
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  /** Everything that devices do at the present moment of the clock. */
  async beat(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const events = this.devices.flatMap((device) => live(device, this.#habits, nowMs));
    const asking = this.devices.filter(
      ({ pollMs, isBricked, update }) => pollMs <= nowMs && !isBricked && update === null,
    );
    await inLanes(asking, async (device) => {
      const accepted = await this.#poll(device);
      if (accepted !== null) events.push(accepted);
    });
    const batches = Array.from({ length: Math.ceil(events.length / batchSize) }, (_, at) =>
      events.slice(at * batchSize, (at + 1) * batchSize),
    );
    await inLanes(batches, (batch) => this.#links.checkIn(batch));
    this.tally.events += events.length;
  }

  async #poll(device: SimulatedDevice): Promise<FleetEvent | null> {
    const { origin, product, channel } = this.#plan;
    const asking = {
      origin,
      product,
      channel,
      model: device.model,
      build: device.version,
      bucket: device.bucket,
      pass: device.pass,
      region: null,
      locale: null,
    };
    const outcome = await poll(fetch, asking, { etag: null, dice: device.dice.roll(), deadlineMs: 30_000 });
    this.tally.polls += 1;
    const nowMs = this.#clock.nowMs();
    device.pollMs = nowMs + ('waitS' in outcome ? outcome.waitS : 60) * 1_000;
    if (outcome.kind === 'failed') this.tally.failedPolls += 1;
    return outcome.kind === 'offer' ? this.#consider(device, outcome, nowMs) : null;
  }

  /** The device's own judgement, on every offer. */
  async #consider(device: SimulatedDevice, { offer, hints }: Offered, nowMs: number): Promise<FleetEvent | null> {
    const { product, channel } = this.#plan;
    const { model, bucket, cohorts } = device;
    this.tally.offers += 1;
    const obtained = await this.#trust.obtain(offer, hints);
    if (!obtained.ok) return this.#refuse(obtained.refusal);
    const { statements } = obtained;
    const self: Self = { product, channel, model, bucket, cohorts, region: null, locale: null };
    const check = checkOffer({ offer, statements, self, memory: memoryOf(device), nowMs, clockMs: nowMs });
    if (!check.ok) return this.#refuse(check.refusal);
    const { version, counter, image } = check.release;
    return acceptOffer(device, { version, counter, imageSha256: image.sha256 }, nowMs);
  }

  #refuse(refusal: string): null {
    this.tally.refused[refusal] = (this.tally.refused[refusal] ?? 0) + 1;
    return null;
  }

  #modelOf(at: number): string {
    let below = 0;
    for (const { model, share } of this.#plan.models) {
      below += share;
      if (at < below) return model;
    }
    return this.#plan.models.at(-1)?.model ?? '';
  }
}
