// Runs one tick for either door, and logs what it decided and what failed.
import { tick } from '../../app/tick.ts';
import type { Surroundings } from '../shared/http-env.ts';

export async function runTick({ process, stores, log }: Surroundings): Promise<void> {
  const report = await tick({ ...process, ...stores() }, process.clock.nowMs());
  for (const { part, failure } of report.failures) {
    log('error', 'a part of the tick failed; the next tick tries again', { part, cause: String(failure) });
  }
  for (const departure of report.departures) log('info', 'departure decided', departure);
  for (const { rolloutId, outcome } of report.gates) {
    // What waits is the ordinary state of things, once a minute for each rollout.
    log(outcome.startsWith('waits-for-') ? 'debug' : 'info', 'gate evaluated', { rolloutId, outcome });
  }
}
