// One round of a device, again and again: ask, and when there is an offer, take it as far as what people signed allows.
import { type Asking, poll } from './poll.ts';
import { type TrustWord, wordFor } from './trust/refusal.ts';
import type { Hints } from './trust/updater.ts';
import { type Device, type UpdateOutcome, update } from './update.ts';

export type RoundOutcome =
  /** `trouble` is why nothing could be installed now if there were anything: `stale` when what is trusted ran out. */
  | ({ readonly kind: 'quiet'; readonly reason: string; readonly trouble: TrustWord | null } & Wait)
  | ({ readonly kind: 'offered'; readonly outcome: UpdateOutcome } & Wait)
  /** No answer, or none that could be read. */
  | ({ readonly kind: 'unanswered'; readonly why: string; readonly trouble: 'stale' | null } & Wait);

/** Seconds until the next round. */
type Wait = { readonly waitS: number };

export type Agent = { readonly round: () => Promise<RoundOutcome> };

export type AgentParts = {
  /** What a poll needs besides who the device is. */
  readonly pass: () => string | null;
  /** A uniform random number in [0, 1). */
  readonly dice: () => number;
  readonly nowMs: () => number;
  readonly deadlineMs: number;
};

/** Told nothing, a device asks again after this many seconds. */
const usualWaitS = 900;

/**
 * Call `device.trust.init` before the first round and `confirmBoot` at every start; after an outcome `installed` the
 * device restarts when it suits its user, and says so by `announceRestart`. A round never throws for what a service says.
 */
export function createAgent(device: Device, parts: AgentParts): Agent {
  let etag: string | null = null;
  let waitS = usualWaitS;
  /** Unknown until the first refresh. */
  let staleMs: number | null = null;

  /** Nothing was signed since: then it is one signature, that of the timestamp which came with the answer. */
  async function findTrouble(hints: Hints): Promise<TrustWord | null> {
    // A service that leaves the timestamp out must not hide with it that everything ran out.
    if (hints.timestamp === undefined && staleMs !== null && !isStale()) return null;
    const refreshed = await device.trust.refresh(hints);
    if (refreshed.ok) ({ staleMs } = refreshed);
    return refreshed.ok ? null : wordFor(refreshed.refusal);
  }

  const isStale = (): boolean => staleMs !== null && parts.nowMs() >= staleMs;

  return {
    async round() {
      const { version: build } = await device.memory.load();
      const asking: Asking = { ...device.self, origin: device.origin, build, pass: parts.pass() };
      const answer = await poll(device.web, asking, { etag, dice: parts.dice(), deadlineMs: parts.deadlineMs });
      const trouble = isStale() ? 'stale' : null;
      if (answer.kind === 'failed') return { kind: 'unanswered', why: answer.why, trouble, waitS: answer.waitS };
      if (answer.kind === 'unchanged') return { kind: 'quiet', reason: 'unchanged', trouble, waitS };
      ({ waitS } = answer);
      // What could not be taken is asked for in full again.
      etag = null;
      if (answer.kind === 'offer') return { kind: 'offered', outcome: await update(device, answer.offer), waitS };
      const found = await findTrouble(answer.hints);
      if (found === null) etag = answer.etag;
      return { kind: 'quiet', reason: answer.reason, trouble: found, waitS };
    },
  };
}
