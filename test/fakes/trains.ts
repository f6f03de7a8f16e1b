// Timetables and departures in memory, held to the same contract as PostgreSQL.
import type { Trains } from '../../src/app/ports/trains.ts';
import type { AuditEntry } from '../../src/domain/audit/chain.ts';
import type { Departure, Train } from '../../src/domain/rollout/departure.ts';

type Claim = { readonly product: string; readonly channel: string; readonly departureMs: number };

export type FakeTrains = Trains & {
  readonly audited: readonly AuditEntry[];
  isClaimable(claim: Claim): boolean;
  /** Decides a departure; false when it or a later one is decided. */
  claim(departure: Claim & Departure): boolean;
};

/** `departedMs` is 0 for every channel unless a train says otherwise. */
export function fakeTrains(...trains: Train[]): FakeTrains {
  const departures: (Claim & Departure)[] = [];
  const audited: AuditEntry[] = [];
  const isOf = (one: Claim | Train, product: string, channel: string) =>
    one.product === product && one.channel === channel;
  const departedMsOf = (product: string, channel: string): number =>
    Math.max(
      trains.find((train) => isOf(train, product, channel))?.departedMs ?? 0,
      ...departures.filter((each) => isOf(each, product, channel)).map(({ departureMs }) => departureMs),
    );

  const fake: FakeTrains = {
    audited,
    isClaimable: ({ product, channel, departureMs }) => departureMs > departedMsOf(product, channel),
    claim(departure) {
      if (!fake.isClaimable(departure)) return false;
      departures.push(departure);
      return true;
    },
    loadTrains: async (product) =>
      trains
        .filter((train) => product === null || train.product === product)
        .sort((a, b) => (`${a.product}/${a.channel}` < `${b.product}/${b.channel}` ? -1 : 1))
        .map((train) => ({ ...train, departedMs: departedMsOf(train.product, train.channel) })),
    loadDepartures: async (product, channel, limit) =>
      departures
        .filter((each) => isOf(each, product, channel))
        .sort((a, b) => b.departureMs - a.departureMs)
        .slice(0, limit)
        .map(({ departureMs, rolloutId, skipped, decidedMs }) => ({ departureMs, rolloutId, skipped, decidedMs })),
    async recordSkip(skip, audit) {
      if (!fake.claim({ ...skip, rolloutId: null })) return false;
      audited.push(audit);
      return true;
    },
  };
  return fake;
}
