// Runs one tick for either door, and logs what it decided and what failed.
import { carryTimestamp } from '../../app/carry-timestamp.ts';
import { settlePublications } from '../../app/settle-publications.ts';
import { tellRepeats } from '../../app/take-report.ts';
import { tellKeyTallies } from '../../app/take-within-share.ts';
import { tendRepository } from '../../app/tend-repository.ts';
import { tick } from '../../app/tick.ts';
import { missedRenewalsToAlarm } from '../../domain/trust/repository/life.ts';
import type { TrustAlarm } from '../../domain/trust/repository/trust-view.ts';
import { textCodec } from '../../wire/text-codec.ts';
import { deliverNow } from '../shared/deliver-soon.ts';
import type { Surroundings } from '../shared/http-env.ts';
import { repositoryPorts, trustPorts } from '../shared/trust-ports.ts';

export async function runTick(surroundings: Surroundings): Promise<void> {
  const { process, stores, log } = surroundings;
  // First, and apart: timestamps are signed whatever becomes of the database.
  await runTrustTick(surroundings);
  await settleTrust(surroundings);
  const report = await tick(
    { ...process, ...stores(), ...repositoryPorts(surroundings), codec: textCodec },
    process.clock.nowMs(),
  );
  for (const { part, failure } of report.failures) {
    log('error', 'a part of the tick failed; the next tick tries again', { part, cause: String(failure) });
  }
  for (const departure of report.departures) log('info', 'departure decided', departure);
  for (const { rolloutId, outcome } of report.gates) {
    // What waits is the ordinary state of things, once a minute for each rollout.
    log(outcome.startsWith('waits-for-') ? 'debug' : 'info', 'gate evaluated', { rolloutId, outcome });
  }
  await tellRepeats({ ...process, ...stores() }).catch((failure: unknown) =>
    log('error', 'what senders in a loop repeated is not counted', { cause: causeOf(failure) }),
  );
  await tellKeyTallies({ ...process, ...stores() }, process.clock.nowMs()).catch((failure: unknown) =>
    log('error', 'what public keys sent is not told to other processes', { cause: causeOf(failure) }),
  );
  // Behind the tick: nobody outside can keep it waiting.
  deliverNow(surroundings, process.clock.nowMs());
}

/** Asks storage only: signs timestamp and snapshot again when they are due, and tells of every expiry that comes near. */
async function runTrustTick(surroundings: Surroundings): Promise<void> {
  const { process, log } = surroundings;
  const ports = { ...repositoryPorts(surroundings), signer: process.onlineSigner };
  const report = await tendRepository(ports, process.clock.nowMs());
  await carry(surroundings);
  for (const failure of report.failures) {
    log('error', 'the TUF repository was not tended; the next tick tries again', { cause: causeOf(failure) });
  }
  if (report.renewal === 'not-listed') log('warn', 'the root does not list the keys that this service signs with');
  else log('debug', 'TUF repository tended', { renewal: report.renewal });
  for (const role of report.finished) log('info', 'a publication that was cut off is finished', { role });
  for (const alarm of report.alarms) log('warn', alarmWords(alarm), alarm);
}

const alarmWords = ({ missedRenewals }: TrustAlarm): string =>
  missedRenewals >= missedRenewalsToAlarm
    ? 'the service has failed to renew a role file several times in a row'
    : 'a role file needs to be signed again';

/** Polls carry the timestamp that was just signed, or that another process signed. */
async function carry(surroundings: Surroundings): Promise<void> {
  try {
    await carryTimestamp({ ...surroundings.process, ...repositoryPorts(surroundings) });
  } catch (failure) {
    surroundings.log('error', 'the timestamp is not in the release map; the next tick tries again', {
      cause: causeOf(failure),
    });
  }
}

/** What was published while the database was away takes effect here. */
async function settleTrust(surroundings: Surroundings): Promise<void> {
  const { process, log } = surroundings;
  if (process.onlineSigner === null) return;
  try {
    const by = { actor: 'tick', nowMs: process.clock.nowMs() };
    const { results, failures, behind } = await settlePublications(trustPorts(surroundings, process.onlineSigner), by);
    for (const { role, withoutEffect } of results) {
      log('info', 'publication settled', { role });
      if (withoutEffect.length > 0) log('warn', 'published, and unknown to this database', { role, withoutEffect });
    }
    for (const failure of failures) logUnsettled(failure);
    for (const role of behind) log('error', 'storage holds less of a role than was published before', role);
  } catch (failure) {
    logUnsettled(failure);
  }

  function logUnsettled(failure: unknown): void {
    log('error', 'a publication did not take effect; the next tick tries again', { cause: causeOf(failure) });
  }
}

/** Which file is damaged stands in the cause, which nobody outside sees. */
const causeOf = (failure: unknown): string =>
  failure instanceof Error ? `${String(failure)} (${String(failure.cause)})` : String(failure);
