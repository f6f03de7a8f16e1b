// What a device has to say is kept until the service has it; a check-in adds how the device is and sends all of it.
import type { InstallOutcome } from '../domain/device/event.ts';
import { bounds, maxEvents } from '../wire/device/checkin.ts';
import type { Meter, StatedMetrics } from './measure.ts';
import type { Web } from './ports.ts';
import { readBounded } from './read-bounded.ts';

export type KeptEvent = { readonly id: string; readonly build: string } & (
  | { readonly type: 'install'; readonly outcome: InstallOutcome; readonly reason?: string }
  | { readonly type: 'health'; readonly uptimeS: number; readonly crashes: number; readonly metrics: StatedMetrics }
);

/** Kept over restarts: an event that was not answered is sent again under its id, and counts once. */
export type Outbox = { load(): Promise<readonly KeptEvent[]>; save(events: readonly KeptEvent[]): Promise<void> };

export type CheckInParts = {
  readonly web: Web;
  readonly origin: string;
  /** The device's own, from its enrolment. */
  readonly token: string;
  readonly outbox: Outbox;
  /** Null for a device that measures nothing of itself. */
  readonly meter: Meter | null;
  /** 1 to 64 of letters, digits, `.`, `_`, `:` and `-`, never the same twice. */
  readonly newId: () => string;
  /** A clock that only runs forward, in milliseconds. */
  readonly monotonicMs: () => number;
  readonly deadlineMs: number;
};

export type CheckInOutcome =
  /** `refused`: events that the service will never take, and that were dropped. */
  | { readonly kind: 'sent'; readonly events: number; readonly refused: number }
  /** Nothing is lost; `waitS` is what the service asked for. */
  | { readonly kind: 'kept'; readonly why: string; readonly waitS: number | null };

export type CheckIn = {
  /** As the `report` of a device: put where it is sent with the next check-in. */
  readonly say: (event: { build: string; outcome: InstallOutcome; reason?: string }) => Promise<void>;
  /** `build` is what runs; crashes since the check-in before. */
  readonly checkIn: (health: { build: string; crashes: number }) => Promise<CheckInOutcome>;
};

/** Some weeks of a device without a network; beyond it the oldest words of health go first. */
export const mostKept = 1_000;

type Answer = { readonly kind: 'taken' } | { readonly kind: 'never' } | Extract<CheckInOutcome, { kind: 'kept' }>;

export function openCheckIn(parts: CheckInParts): CheckIn {
  const { outbox, meter, newId, monotonicMs } = parts;
  let sinceMs = monotonicMs();
  /** One change of the outbox at a time. */
  let last: Promise<unknown> = Promise.resolve();
  const change = (edit: (events: readonly KeptEvent[]) => readonly KeptEvent[]): Promise<void> => {
    const done = last.then(async () => outbox.save(limit(edit(await outbox.load()))));
    last = done.catch(() => {});
    return done;
  };
  const add = (event: KeptEvent) => change((events) => [...events, event]);

  async function addHealth({ build, crashes }: { build: string; crashes: number }): Promise<void> {
    const metrics = (await meter?.measure()) ?? {};
    const nowMs = monotonicMs();
    const uptimeS = Math.min(bounds.uptimeS, Math.floor((nowMs - sinceMs) / 1000));
    sinceMs = nowMs;
    await add({ id: newId(), type: 'health', build, uptimeS, crashes: Math.min(bounds.crashes, crashes), metrics });
  }

  /** Each alone where a batch is refused: one bad event must not keep the others. */
  async function send(batch: readonly KeptEvent[]): Promise<{ refused: number } | Extract<Answer, { kind: 'kept' }>> {
    const answer = await post(parts, batch);
    if (answer.kind === 'kept') return answer;
    let refused = 0;
    if (answer.kind === 'never' && batch.length > 1) {
      for (const event of batch) {
        const alone = await send([event]);
        if ('kind' in alone) return alone;
        refused += alone.refused;
      }
      return { refused };
    }
    if (answer.kind === 'never') refused = batch.length;
    const ids = new Set(batch.map(({ id }) => id));
    await change((events) => events.filter(({ id }) => !ids.has(id)));
    return { refused };
  }

  return {
    say: (event) => add({ id: newId(), type: 'install', ...event }),
    async checkIn(health) {
      await addHealth(health);
      let [events, refused] = [0, 0];
      for (;;) {
        const batch = (await outbox.load()).slice(0, maxEvents);
        if (batch.length === 0) return { kind: 'sent', events: events - refused, refused };
        const sent = await send(batch);
        if ('kind' in sent) return sent;
        events += batch.length;
        refused += sent.refused;
      }
    },
  };
}

/** How an install went is what gates wait for, so words of health make room for it. */
function limit(events: readonly KeptEvent[]): readonly KeptEvent[] {
  let over = events.length - mostKept;
  if (over <= 0) return events;
  const fewer = events.filter(({ type }) => type !== 'health' || over-- <= 0);
  return fewer.slice(-mostKept);
}

/** A token that is refused keeps the events: another enrolment may mend it. */
async function post({ web, origin, token, deadlineMs }: CheckInParts, events: readonly KeptEvent[]): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(deadlineMs);
  const body = JSON.stringify({ events });
  const answer = await web(`${origin}/v1/checkins`, { method: 'POST', headers, body, signal }).catch(() => null);
  if (answer === null) return { kind: 'kept', why: 'no answer', waitS: null };
  await readBounded(answer, mostAnswerBytes).catch(() => null);
  if (answer.status === 202) return { kind: 'taken' };
  if (answer.status === 400 || answer.status === 422) return { kind: 'never' };
  const waitS = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return { kind: 'kept', why: `status ${answer.status}`, waitS: waitS >= 0 ? Math.min(longestWaitS, waitS) : null };
}

/** Whatever Retry-After says (properties 72). */
const longestWaitS = 86_400;

/** A hundred warnings are less. */
const mostAnswerBytes = 256 * 1024;
