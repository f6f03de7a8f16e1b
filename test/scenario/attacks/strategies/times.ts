// Strategies of time: wrong clocks, timestamps of the future, metadata that ran out.
import { dayMs, nowMs } from '../../../samples/statements.ts';
import type { Attack, Relisted } from '../attack.ts';
import type { Strategy } from '../run-strategy.ts';
import { offered } from './offers.ts';

const asOffered = (a: Attack): void => a.tempt(offered(42));

/** The device's clock is wrong by itself. */
const clock = (name: string, clockMs: number, ends: string): Strategy => ({ name, clockMs, act: asOffered, ends });

const stamped = (name: string, change: Relisted, ends: string, clockMs = nowMs): Strategy => ({
  name,
  clockMs,
  act: (a) => {
    a.relist([], change);
    asOffered(a);
  },
  ends,
});

const ahead = (days: number): Relisted => ({ timestamp: { expiresMs: nowMs + (days + 1) * dayMs } });

export const times: readonly Strategy[] = [
  clock('meets a clock of 1970', 0, 'before-stage-opens'),
  clock('meets a clock that is a day late', nowMs - dayMs, 'before-stage-opens'),
  clock('meets a clock of 2038', Date.UTC(2038, 0, 19, 3, 14, 8), 'stale'),
  clock('meets a clock that is ten years ahead', nowMs + 3_652 * dayMs, 'stale'),
  clock('freezes everything for a month', nowMs + 31 * dayMs, 'stale'),
  stamped('tells that the day has come on which the last stage opens', ahead(3), 'before-stage-opens'),
  stamped('tells that it is ten years later', ahead(3_652), 'stale'),
  stamped('signs a timestamp that has run out', { timestamp: { expiresMs: nowMs } }, 'stale'),
  stamped('signs a snapshot that has run out', { snapshot: { expiresMs: nowMs } }, 'stale'),
  stamped('signs a snapshot that has run out, for a clock of 1970', { snapshot: { expiresMs: nowMs - 1 } }, 'stale', 0),
  {
    name: 'puts storage back under a clock of 1970',
    clockMs: 0,
    act: (a) => {
      for (const [file, bytes] of a.world.past) a.files.set(file, bytes);
      asOffered(a);
    },
    ends: 'version-too-low',
  },
];
