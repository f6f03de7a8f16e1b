// Which reports of a list, newest first, were not seen before; exact also when some of the same moment come late.

type Item = { readonly id: string; readonly receivedMs: number };
type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

export type Seen = {
  /** Of the newest that was seen. */
  readonly newestMs: number;
  /** Those that were seen within the last `lateMs` before it. */
  readonly ids: ReadonlySet<string>;
};

/** Rows become visible when they are committed, in another order than that of their clock readings. */
const lateMs = 60_000;
/** A watch that was away for long reads so many pages at most, and goes on with the newest. */
const maxPages = 50;

/** The oldest first. At the beginning, when nothing was seen, the last `last`. */
export async function freshReports<T extends Item>(
  load: (after: string | null) => Promise<Page<T>>,
  seen: Seen | null,
  last: number,
): Promise<{ readonly reports: readonly T[]; readonly seen: Seen }> {
  const found: T[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page: Page<T> = await load(after);
    found.push(...page.items);
    after = page.next;
    const isEnough = seen !== null || found.length >= last;
    const untilMs = (seen?.newestMs ?? found[0]?.receivedMs ?? 0) - lateMs;
    if (after === null || (isEnough && (found.at(-1)?.receivedMs ?? 0) < untilMs)) break;
  }
  const fresh =
    seen === null
      ? found.slice(0, last)
      : found.filter(({ id, receivedMs }) => receivedMs >= seen.newestMs - lateMs && !seen.ids.has(id));
  const newestMs = Math.max(seen?.newestMs ?? 0, ...found.map(({ receivedMs }) => receivedMs));
  const isRecent = ({ receivedMs }: Item): boolean => receivedMs >= newestMs - 2 * lateMs;
  const ids = new Set(found.filter(isRecent).map(({ id }) => id));
  return { reports: fresh.toReversed(), seen: { newestMs, ids } };
}
