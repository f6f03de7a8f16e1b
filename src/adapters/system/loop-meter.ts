// Counts in memory what each sender in a fast loop repeats, until it is told to the database.
import type { LoopMeter } from '../../app/ports/loop-meter.ts';
import {
  fastPerSecond,
  lookedAtPerSecond,
  nameSender,
  nameShare,
  type Refused,
  type Repeats,
  type Share,
} from '../../domain/issue/repeats.ts';

type Count = {
  /** The last that was looked at. */
  refused: Refused;
  readonly share: Share;
  readonly sender: string;
  second: number;
  /** Refused in that second, and in the one before. */
  times: number;
  before: number;
  lookedAt: number;
  /** Refused from memory and not told. */
  untold: number;
};

/** Of all senders together; beyond them each is looked at. Some 10 MB. */
const maxCounts = 10_000;

const nothing = { times: 0, before: 0, lookedAt: 0, untold: 0 };

function roll(count: Count | null, second: number): Count | null {
  if (count === null || count.second === second) return count;
  const before = count.second === second - 1 ? count.times : 0;
  return Object.assign(count, { second, before, times: 0, lookedAt: 0 });
}

function isRepeat(count: Count): boolean {
  if (Math.max(count.times, count.before) < fastPerSecond) return false;
  count.lookedAt += 1;
  return count.lookedAt > lookedAtPerSecond;
}

function takeUntold(counts: Iterable<Count>): Repeats[] {
  const untold = [...counts].filter((count) => count.untold > 0);
  const due = untold.map(({ refused, share, untold: times }) => ({ refused, share, times }));
  for (const count of untold) count.untold = 0;
  return due;
}

function forget<T>(known: Map<string, T>, isOver: (value: T) => boolean): void {
  for (const [name, value] of known) if (isOver(value)) known.delete(name);
}

/** `elapsedMs` is real time that only moves forward. */
export function loopMeter(elapsedMs: () => number): LoopMeter {
  const counts = new Map<string, Count>();
  /** The last second in which some of what a sender sends may be a repeat. */
  const fastUntil = new Map<string, number>();
  let toldIn = 0;
  const now = () => Math.floor(elapsedMs() / 1_000);

  const findCount = (filing: Refused, share: Share): Count | null =>
    roll(counts.get(nameShare(filing, share)) ?? null, now());

  function addCount(refused: Refused, share: Share): Count | null {
    if (counts.size >= maxCounts) return null;
    const count = { refused, share, sender: nameSender(refused), second: now(), ...nothing };
    counts.set(nameShare(refused, share), count);
    return count;
  }

  function refuse(count: Count): void {
    count.times += 1;
    if (count.times === fastPerSecond) fastUntil.set(count.sender, count.second + 1);
  }

  return {
    isFast: (sender) => (fastUntil.get(nameSender(sender)) ?? -1) >= now(),

    takeRepeat(filing) {
      const found = [findCount(filing, 'fault'), findCount(filing, 'all')];
      const count = found.find((each) => each !== null && isRepeat(each)) ?? null;
      if (count === null) return false;
      count.untold += 1;
      refuse(count);
      return true;
    },

    recordRefused({ body: _, ...refused }, share) {
      const count = findCount(refused, share) ?? addCount(refused, share);
      if (count === null) return;
      count.refused = refused;
      refuse(count);
    },

    takeDue() {
      const second = now();
      if (toldIn === second) return [];
      toldIn = second;
      const due = takeUntold(counts.values());
      forget(counts, ({ second: last }) => last < second - 1);
      forget(fastUntil, (until) => until < second);
      return due;
    },

    recordUntold(repeats) {
      for (const { refused, share, times } of repeats) {
        const count = findCount(refused, share) ?? addCount(refused, share);
        if (count !== null) count.untold += times;
      }
    },
  };
}
