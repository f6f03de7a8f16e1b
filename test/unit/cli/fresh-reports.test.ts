// What `orange report watch` shows: each report once, in its order, also when one becomes visible late.
import { expect, it } from 'vitest';
import { freshReports, type Seen } from '../../../src/cli/reports/fresh-reports.ts';

type Item = { readonly id: string; readonly receivedMs: number };
const at = (id: string, receivedMs: number): Item => ({ id, receivedMs });

/** A list as the service keeps it, in pages of two. */
function list(...items: Item[]) {
  const all = items.toSorted((a, b) => b.receivedMs - a.receivedMs || (a.id < b.id ? 1 : -1));
  return async (after: string | null) => {
    const from = Number(after ?? 0);
    return { items: all.slice(from, from + 2), next: from + 2 < all.length ? String(from + 2) : null };
  };
}
const look = async (seen: Seen | null, last: number, ...items: Item[]) => {
  const { reports, seen: next } = await freshReports(list(...items), seen, last);
  return { ids: reports.map(({ id }) => id), next };
};

it('begins with as many as were asked for', async () => {
  const items = [at('a', 1), at('b', 2), at('c', 3), at('d', 4), at('e', 5)];
  expect((await look(null, 0, ...items)).ids).toEqual([]);
  expect((await look(null, 3, ...items)).ids).toEqual(['c', 'd', 'e']);
  expect((await look(null, 9, ...items)).ids).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect((await look(null, 9)).ids).toEqual([]);
});

it('shows each once, and one that became visible late', async () => {
  const old = [at('a', 1_000), at('b', 2_000)];
  const first = await look(null, 0, ...old);
  expect((await look(first.next, 0, ...old)).ids).toEqual([]);
  const late = [...old, at('late', 1_500), at('c', 2_000), at('d', 3_000)];
  const second = await look(first.next, 0, ...late);
  expect(second.ids).toEqual(['late', 'c', 'd']);
  expect((await look(second.next, 0, ...late)).ids).toEqual([]);
});

it('shows all of a burst that has many pages, and nothing old', async () => {
  const old = Array.from({ length: 9 }, (_, n) => at(`old-${n}`, n));
  const first = await look(null, 0, ...old, at('x', 100_000));
  const burst = Array.from({ length: 30 }, (_, n) => at(`n-${String(n).padStart(2, '0')}`, 200_000 + n));
  expect((await look(first.next, 0, ...old, at('x', 100_000), ...burst)).ids).toEqual(burst.map(({ id }) => id));
});

it('begins with the first report where there was none', async () => {
  const first = await look(null, 0);
  expect((await look(first.next, 0, at('a', 5))).ids).toEqual(['a']);
});
