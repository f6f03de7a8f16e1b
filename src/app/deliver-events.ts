// Delivers events to those who want to hear of them: in order within a subject, at least once, nobody waiting for anybody else.
import { decideNextTry, deriveRest, type Outcome } from '../domain/event/retry.ts';
import type { Delivery } from '../domain/event/subscription.ts';
import type { Claim, Claims } from './ports/claims.ts';
import type { Entropy } from './ports/entropy.ts';
import type { EventFormat } from './ports/event-format.ts';
import type { Letters } from './ports/letters.ts';
import type { Outbox } from './ports/outbox.ts';
import { spreadEvents } from './spread-events.ts';
import { type MirrorPorts, tellMirror } from './tell-mirror.ts';
import { type TellPorts, type Told, tellWebhook } from './tell-webhook.ts';

export type DeliverPorts = TellPorts &
  MirrorPorts & {
    readonly outbox: Outbox;
    readonly claims: Claims;
    readonly letters: Letters;
    readonly entropy: Entropy;
    readonly eventFormat: EventFormat;
  };

export type DeliverySummary = { readonly spread: number; readonly told: number; readonly failed: number };

/** Longer than one subscription's share of a turn with its last call. */
const claimMs = 90_000;
/** Real time that a turn gives one subscription, and one lane, before it goes on to the next or ends. */
const shareMs = 5_000;
const laneMs = 15_000;
const headsAtOnce = 20;
const maxClaims = 50;

/** Two of five lanes are for those that are not proven, so that one who hangs from the first never keeps a listener waiting. */
const lanesOf = ({ atOnce }: DeliverPorts['courier']): boolean[] =>
  Array.from({ length: atOnce }, (_, lane) => lane % 5 < 3);

/** Ends by itself within about `laneMs` and one call's time limit. */
export async function deliverEvents(ports: DeliverPorts, nowMs: number): Promise<DeliverySummary> {
  const spread = await spreadEvents(ports, nowMs);
  const sums = await Promise.all(lanesOf(ports.courier).map((isProven) => workLane(ports, isProven, nowMs)));
  return {
    spread,
    told: sums.reduce((sum, { told }) => sum + told, 0),
    failed: sums.reduce((sum, { failed }) => sum + failed, 0),
  };
}

type Sums = { told: number; failed: number; tookMs: number };

async function workLane(ports: DeliverPorts, isProven: boolean, nowMs: number): Promise<Sums> {
  const all: Sums = { told: 0, failed: 0, tookMs: 0 };
  for (let round = 0; round < maxClaims && all.tookMs < laneMs; round += 1) {
    const claim = await ports.claims.takeDue({ nowMs, lastsMs: claimMs, isProven });
    if (claim === null) break;
    const sums = await workClaim(ports, claim, nowMs);
    all.told += sums.told;
    all.failed += sums.failed;
    all.tookMs += sums.tookMs;
  }
  return all;
}

/** Tells what is due until one says that nothing gets through. */
async function workClaim(ports: DeliverPorts, claim: Claim, nowMs: number): Promise<Sums> {
  const sums: Sums = { told: 0, failed: 0, tookMs: 0 };
  let { failures } = claim.subscription;
  let stop: Extract<Outcome, { kind: 'down' | 'gone' }> | null = null;
  for (const delivery of await ports.claims.loadHeads(claim.subscription.id, nowMs, headsAtOnce)) {
    const { outcome, tookMs } = await tell(ports, claim, delivery, nowMs);
    sums.tookMs += tookMs;
    await recordOutcome(ports, { claim, delivery, outcome }, nowMs);
    if (outcome.kind === 'told') sums.told += 1;
    else sums.failed += 1;
    if (outcome.kind === 'down' || outcome.kind === 'gone') {
      stop = outcome;
      break;
    }
    failures = 0;
    if (sums.tookMs >= shareMs) break;
  }
  if (stop !== null) failures += 1;
  await ports.claims.releaseClaim(claim, {
    nowMs,
    failures,
    restUntilMs: stop?.kind === 'down' ? nowMs + restOf(failures, stop.retryAfterS, roll(ports.entropy)) : nowMs,
    isTold: sums.told > 0,
    stopReason: stop?.kind === 'gone' ? stop.fault : null,
  });
  return sums;
}

/** The rest of a receiver that is away is short beside that of a message, so that it is found again soon after it is back. */
const maxRestMs = 600_000;
const maxAskedS = 3_600;
const restOf = (failures: number, askedS: number | null, dice: number): number =>
  Math.max(Math.min(deriveRest(failures, dice), maxRestMs), Math.min(askedS ?? 0, maxAskedS) * 1000);

const roll = (entropy: Entropy): number => Number.parseInt(entropy.randomHex(4), 16) / 2 ** 32;

function tell(ports: DeliverPorts, claim: Claim, { event }: Delivery, nowMs: number): Promise<Told> {
  const { subscription, secrets } = claim;
  if (subscription.kind !== 'webhook') return tellMirror(ports, { ...claim, kind: subscription.kind }, event, nowMs);
  const message = { id: event.id, url: subscription.url, body: ports.eventFormat.encodeEvent(event), secrets };
  return tellWebhook(ports, message, nowMs);
}

type Happened = { readonly claim: Claim; readonly delivery: Delivery; readonly outcome: Outcome };

function recordOutcome(ports: DeliverPorts, { claim, delivery, outcome }: Happened, nowMs: number): Promise<void> {
  const { seq } = delivery.event;
  const { status } = outcome;
  if (outcome.kind === 'told')
    return ports.claims.recordTry(claim, seq, { state: 'told', nextMs: nowMs, status, fault: null }, nowMs);
  const retryAfterS = outcome.kind === 'gone' ? null : outcome.retryAfterS;
  const { sinceMs, attempts } = delivery;
  const dice = { roll: roll(ports.entropy), nowMs };
  const nextMs = decideNextTry({ attempts: attempts + 1, sinceMs, retryAfterS, ...dice });
  const state = nextMs === null ? 'dead' : 'waiting';
  return ports.claims.recordTry(claim, seq, { state, nextMs: nextMs ?? nowMs, status, fault: outcome.fault }, nowMs);
}
