// Forgetting old reports, on fakes: as many as come in go in a tick, and their texts go side by side.
import { describe, expect, it } from 'vitest';
import { forgetReports } from '../../src/app/remove-reports.ts';

const nowMs = 1_000_000_000_000;

/** So many crashes are over their time, each with a text of its own. */
function open(due: number, storageLanes?: number) {
  let left = due;
  const underWay = { now: 0, most: 0, asked: 0 };
  const recordRemoved = async () => {
    underWay.asked += 1;
    underWay.now += 1;
    underWay.most = Math.max(underWay.most, underWay.now);
    await new Promise(setImmediate);
    underWay.now -= 1;
  };
  const removals = {
    async loadRemovable(what: { readonly by: string; readonly kind?: string }, limit: number) {
      const count = what.kind === 'crash' ? Math.min(left, limit) : 0;
      const ids = Array.from({ length: count }, (_, at) => `r${left - at}`);
      return { reports: ids.map((id) => ({ product: 'nova', id })), objectKeys: ids.map((id) => `reports/${id}`) };
    },
    async recordRemoved(reports: readonly unknown[]) {
      expect(underWay.now).toBe(0);
      left -= reports.length;
    },
  };
  const ports = { removals, objects: { recordRemoved }, storageLanes } as unknown as Parameters<
    typeof forgetReports
  >[0];
  return { forget: () => forgetReports(ports, nowMs), left: () => left, underWay };
}

describe('forgetReports', () => {
  it.each([
    ['as much as a fleet sends in a minute', 24, 2_000],
    ['as much as a Worker may', undefined, 400],
  ])('takes away %s, and leaves the rest to the next tick', async (_much, lanes, most) => {
    const { forget, left } = open(most + 100, lanes);
    expect([await forget(), left()]).toEqual([most, 100]);
    expect([await forget(), left()]).toEqual([100, 0]);
  });

  it.each([
    ['as few as a Worker may have', undefined, 4],
    ['as many as the process has', 24, 24],
  ])('has %s requests to storage under way, all of them over before its rows go', async (_many, lanes, most) => {
    const { forget, underWay } = open(300, lanes);
    await forget();
    expect(underWay).toEqual({ now: 0, most, asked: 600 });
  });
});
