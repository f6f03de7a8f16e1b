// The tick: everything that happens by itself, in order, called every minute by the cron of either door.

import type { TextCodec } from '../domain/privacy/clean-file.ts';
import { askPeople } from './ask-people.ts';
import { type DepartTrainsPorts, type DepartureOutcome, departTrains } from './depart-trains.ts';
import { type EvaluateGatesPorts, evaluateGates, type GateOutcome } from './evaluate-gates.ts';
import { foldWaitingCheckins } from './fold-waiting-checkins.ts';
import { forgetAnswers } from './forget-answers.ts';
import { forgetCheckins } from './forget-checkins.ts';
import { forgetEvents } from './forget-events.ts';
import type { LoadRepositoryPorts } from './load-repository.ts';
import type { Attachments } from './ports/attachments.ts';
import type { FileShares } from './ports/file-shares.ts';
import type { Folds } from './ports/folds.ts';
import type { Idempotency } from './ports/idempotency.ts';
import type { Letters } from './ports/letters.ts';
import type { Objects } from './ports/objects.ts';
import type { Outbox } from './ports/outbox.ts';
import type { Regroupings } from './ports/regroupings.ts';
import type { Removals } from './ports/removals.ts';
import type { ReportTexts } from './ports/report-texts.ts';
import type { Reports } from './ports/reports.ts';
import type { Rush } from './ports/rush.ts';
import type { SymbolStore } from './ports/symbols.ts';
import type { UnreadReports } from './ports/unread-reports.ts';
import { type Publication, type PublishMapPorts, refreshMap } from './publish-map.ts';
import { recordEdgeHolds } from './record-edge-holds.ts';
import { regroupReports } from './regroup-reports.ts';
import { forgetReports } from './remove-reports.ts';
import { settleWaiting } from './settle-waiting.ts';

export type TickPorts = DepartTrainsPorts &
  EvaluateGatesPorts &
  PublishMapPorts &
  LoadRepositoryPorts & {
    readonly fileShares: FileShares;
    readonly folds: Folds;
    readonly idempotency: Idempotency;
    readonly reports: Reports;
    readonly reportTexts: ReportTexts;
    readonly unreadReports: UnreadReports;
    readonly reportRush: Rush;
    readonly symbols: SymbolStore;
    readonly regroupings: Regroupings;
    readonly attachments: Attachments;
    readonly codec: TextCodec;
    readonly removals: Removals;
    readonly outbox: Outbox;
    readonly letters: Pick<Letters, 'recordForgotten'>;
    readonly objects: Objects;
  };

export type TickReport = {
  readonly departures: readonly DepartureOutcome[];
  readonly gates: readonly GateOutcome[];
  /** Null when the published map was up to date. */
  readonly publication: Publication | null;
  /** What failed, by part; the other parts ran all the same, and the next tick tries again. */
  readonly failures: readonly { readonly part: string; readonly failure: unknown }[];
};

const maxForgetRounds = 10;
/** Each is read from storage again: some 10 s, and a million reports in a day and a half. */
const maxRegrouped = 500;

const nothing = { results: [], failures: [] };

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
  // Before the gate and the map: what people stopped stays stopped.
  await run('edge holds', () => recordEdgeHolds(ports, nowMs), 0);
  // Folded first, so that the gate hears what devices have said until now.
  await run('check-ins', () => foldWaitingCheckins(ports, nowMs), undefined);
  await run<unknown>('reports', () => settleWaiting(ports, nowMs), undefined);
  await run('regrouping', () => regroupReports(ports, nowMs, { maxReports: maxRegrouped }), 0);
  const departures = await run('trains', () => departTrains(ports, nowMs), nothing);
  const gates = await run('gates', () => evaluateGates(ports, nowMs), nothing);
  await run('questions', () => askPeople(ports, gates.results, nowMs), undefined);
  const publication = await run('map', () => refreshMap(ports, nowMs), null);
  for (const failure of departures.failures) failures.push({ part: 'trains', failure });
  for (const failure of gates.failures) failures.push({ part: 'gates', failure });
  if (publication?.failure != null) failures.push({ part: 'map', failure: publication.failure });
  // In each tick, as many as come in: what is over its time may be millions.
  await run('old reports', () => forgetReports(ports, nowMs), 0);
  if (isFirstOfHour(nowMs)) {
    await run('old answers', () => forgetAnswers(ports, nowMs), 0);
    await run('old events', () => forgetEvents(ports, nowMs), 0);
    await run('old sums of bytes', () => ports.fileShares.recordForgotten(nowMs), 0);
    await run('old check-ins', () => forgetCheckins(ports, nowMs, { maxRounds: maxForgetRounds }), 0);
  }
  return { departures: departures.results, gates: gates.results, publication, failures };
}

/** Nothing remembers the last time, so the clock says when: once in sixty ticks of a minute. */
function isFirstOfHour(nowMs: number): boolean {
  return Math.floor(nowMs / 60_000) % 60 === 0;
}
