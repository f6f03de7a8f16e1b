// Runs the trains: at each departure of a channel's timetable the newest build that is ready starts its rollout, or the week is skipped and says why.
import { decideDeparture, type SkipReason, type Train } from '../domain/rollout/departure.ts';
import { isOpen } from '../domain/rollout/rollout.ts';
import { lastDeparture } from '../domain/train/departure.ts';
import { parseTimetable, type Timetable } from '../domain/train/timetable.ts';
import { decideDue } from '../domain/train/train.ts';
import { auditOf } from './by.ts';
import { type Apart, eachApart } from './each-apart.ts';
import type { Trains } from './ports/trains.ts';
import { type StartRolloutPorts, type StartRolloutRefusal, startRollout } from './start-rollout.ts';

export type DepartTrainsPorts = StartRolloutPorts & { readonly trains: Trains };

export type DepartureOutcome = {
  readonly product: string;
  readonly channel: string;
  readonly departureMs: number;
  readonly rolloutId: number | null;
  readonly skipped: SkipReason | null;
};

const actor = 'train';

/** How far back is looked for the last departure that took a build along: two years of weeks. */
const rememberedDepartures = 104;

/** Answers what was decided; most ticks decide nothing. */
export async function departTrains(ports: DepartTrainsPorts, nowMs: number): Promise<Apart<DepartureOutcome>> {
  const { results, failures } = await eachApart(await ports.trains.loadTrains(null), async (train) => {
    const timetable = parseTimetable(train.timetable);
    return timetable.ok ? departTrain(ports, { train, timetable: timetable.value }, nowMs) : null;
  });
  return { results: results.filter((outcome) => outcome !== null), failures };
}

type Scheduled = { readonly train: Train; readonly timetable: Timetable };

async function departTrain(
  ports: DepartTrainsPorts,
  { train, timetable }: Scheduled,
  nowMs: number,
): Promise<DepartureOutcome | null> {
  const { product, channel, departedMs } = train;
  if (lastDeparture(timetable, nowMs) <= departedMs) return null;
  const departures = await ports.trains.loadDepartures(product, channel, rememberedDepartures);
  const leftMs = departures.find(({ rolloutId }) => rolloutId !== null)?.departureMs ?? null;
  const due = decideDue({ timetable, departedMs, leftMs, nowMs });
  if (due.kind === 'not-yet') return null;
  const { departureMs } = due;
  return due.kind === 'missed'
    ? skip(ports, { train, departureMs, skipped: 'missed' }, nowMs)
    : depart(ports, { train, departureMs }, nowMs);
}

type Due = { readonly train: Train; readonly departureMs: number };

async function depart(ports: DepartTrainsPorts, due: Due, nowMs: number): Promise<DepartureOutcome | null> {
  const { product, channel, timetable } = due.train;
  const decision = decideDeparture(await loadFacts(ports, due.train));
  if (decision.kind === 'skip') return skip(ports, { ...due, skipped: decision.skipped }, nowMs);
  const { build, plan } = decision;
  const answer = await startRollout(
    ports,
    {
      product,
      channel,
      build: build.buildId,
      planId: plan.id,
      departureMs: due.departureMs,
      reason: `Departed by the timetable "${timetable}".`,
    },
    { actor, nowMs },
  );
  if (answer.ok) return { product, channel, departureMs: due.departureMs, rolloutId: answer.rollout.id, skipped: null };
  return answer.refusal === 'departure-decided'
    ? null
    : skip(ports, { ...due, skipped: skipReasonOf(answer.refusal) }, nowMs);
}

/** Builds older than any that was rolled out stay where they are: a train never goes back. */
async function loadFacts(ports: DepartTrainsPorts, { product, channel }: Train) {
  const newest = (await ports.rollouts.loadRollouts({ product, channel, state: null }, { limit: 1, after: null }))
    .items[0];
  const rolledOut = newest === undefined ? null : await ports.candidates.loadCandidate(product, newest.buildId);
  const plan = await ports.plans.loadNewestPlan(product, channel);
  const candidates = await ports.candidates.loadCandidates(product, channel, rolledOut?.counter ?? 0);
  const approved = new Set<string>();
  for (const { buildId } of plan === null ? [] : candidates) {
    if ((await ports.plans.loadCeiling(buildId, plan?.id ?? 0)) === null) continue;
    approved.add(buildId);
    break;
  }
  return { hasOpenRollout: newest !== undefined && isOpen(newest), plan, candidates, approved };
}

/** What a start refuses on a departure, in the words of the timetable; the rest cannot happen to a build chosen by it. */
function skipReasonOf(refusal: StartRolloutRefusal): SkipReason {
  switch (refusal) {
    case 'rollout-open':
    case 'no-plan':
    case 'no-ceiling':
    case 'ceiling-does-not-fit':
    case 'ceiling-not-before':
    case 'ceiling-expired':
    case 'no-fallback':
      return refusal;
    case 'fallback-unusable':
      return 'no-fallback';
    default:
      return 'nothing-sealed';
  }
}

type Skipped = Due & { readonly skipped: SkipReason };

/** Null when another tick decided this departure first. */
async function skip(
  { trains }: DepartTrainsPorts,
  { train, departureMs, skipped }: Skipped,
  nowMs: number,
): Promise<DepartureOutcome | null> {
  const { product, channel } = train;
  const audit = auditOf({ actor, nowMs }, 'departure skipped', `${product}/${channel}`, { departureMs, skipped });
  const isRecorded = await trains.recordSkip({ product, channel, departureMs, skipped, decidedMs: nowMs }, audit);
  return isRecorded ? { product, channel, departureMs, rolloutId: null, skipped } : null;
}
