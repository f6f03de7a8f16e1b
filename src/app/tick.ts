// The tick: everything that happens by itself, in order, called every minute by the cron of either door.
import { type DepartTrainsPorts, type DepartureOutcome, departTrains } from './depart-trains.ts';
import { type EvaluateGatesPorts, evaluateGates, type GateOutcome } from './evaluate-gates.ts';
import { type Publication, type PublishMapPorts, refreshMap } from './publish-map.ts';

export type TickPorts = DepartTrainsPorts & EvaluateGatesPorts & PublishMapPorts;

export type TickReport = {
  readonly departures: readonly DepartureOutcome[];
  readonly gates: readonly GateOutcome[];
  /** Null when the published map was up to date. */
  readonly publication: Publication | null;
  /** What failed, by part; the other parts ran all the same, and the next tick tries again. */
  readonly failures: readonly { readonly part: string; readonly failure: unknown }[];
};

/** Safe to run twice at once: each decision takes effect only on its parent, each departure is decided once. */
export async function tick(ports: TickPorts, nowMs: number): Promise<TickReport> {
  const failures: { part: string; failure: unknown }[] = [];
  async function run<T>(part: string, work: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await work();
    } catch (failure) {
      failures.push({ part, failure });
      return otherwise;
    }
  }
  const departures = await run('trains', () => departTrains(ports, nowMs), []);
  const gates = await run('gates', () => evaluateGates(ports, nowMs), []);
  const publication = await run('map', () => refreshMap(ports, nowMs), null);
  if (publication !== null && publication.failure !== null)
    failures.push({ part: 'map', failure: publication.failure });
  return { departures, gates, publication, failures };
}
