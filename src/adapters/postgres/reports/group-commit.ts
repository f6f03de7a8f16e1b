// Writes together what comes together: one statement and one commit for all that queued while others were written.

/** At most this many statements under way. More would make groups smaller, and all of them wait for the same disk. */
const lanes = 2;
/** A second statement beside one that is under way is worth its commit from this many rows on: half of what a statement costs is the same for one row and for these. */
const rowsForAnother = 10;
/** Beyond a hundred rows a commit is hardly cheaper a row, and all of them wait for its end (performance.md 3c). */
const maxRows = 100;
/** Of bodies: what a statement may hold in memory, on both sides. */
const maxBytes = 2 * 1024 * 1024;

export type Grouping<T> = {
  /** Two of one name are neither in one group nor under way at the same time. */
  nameOf(item: T): string;
  /** All of one sender that are under way are in one group, so that one statement sees them all. Null for nobody. */
  senderOf(item: T): string | null;
  bytesOf(item: T): number;
};

/** What became of an item; a failure is its own. */
export type Written<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly error: unknown };

type Waiting<T, R> = { readonly item: T; readonly settle: (written: Written<R>) => void };

/**
 * What comes alone is written at once; what comes meanwhile is a group. Resolves once its group is committed. `write`
 * answers in the order of its items.
 */
export function groupCommit<T, R>(
  grouping: Grouping<T>,
  write: (items: readonly T[]) => Promise<readonly Written<R>[]>,
): (item: T) => Promise<R> {
  const underWay = new Set<string>();
  let waiting: Waiting<T, R>[] = [];
  let running = 0;
  let isStarting = false;

  /**
   * After what else is ready in this turn of the loop: requests that were read together are written together. Enough for a
   * statement go at once, so that the database works while the rest of the turn is read, and does not wait for it.
   */
  function startSoon(): void {
    if (waiting.length % rowsForAnother === 0) start();
    if (isStarting) return;
    isStarting = true;
    setImmediate(() => {
      isStarting = false;
      start();
    });
  }

  function start(): void {
    while (waiting.length > 0 && (running === 0 || (running < lanes && waiting.length >= rowsForAnother))) {
      const { group, left } = divide(waiting, grouping, underWay);
      if (group.length === 0) return;
      waiting = left;
      void run(group);
    }
  }

  async function run(group: readonly Waiting<T, R>[]): Promise<void> {
    const marks = group.flatMap(({ item }) => marksOf(grouping, item));
    for (const mark of marks) underWay.add(mark);
    running += 1;
    const written = await write(group.map(({ item }) => item)).catch((error: unknown) => {
      return group.map((): Written<R> => ({ ok: false, error }));
    });
    running -= 1;
    for (const mark of marks) underWay.delete(mark);
    start();
    group.forEach(({ settle }, at) => {
      settle(written[at] ?? { ok: false, error: new TypeError('a group was answered in part') });
    });
  }

  return (item) =>
    new Promise((resolve, reject) => {
      const settle = (written: Written<R>) => (written.ok ? resolve(written.value) : reject(written.error));
      waiting.push({ item, settle });
      startSoon();
    });
}

function marksOf<T>({ nameOf, senderOf }: Grouping<T>, item: T): string[] {
  const sender = senderOf(item);
  return sender === null ? [`n${nameOf(item)}`] : [`n${nameOf(item)}`, `s${sender}`];
}

/** First come, first served, but for what has to wait until somebody else of its name or sender is done. */
function divide<W extends { readonly item: T }, T>(
  waiting: readonly W[],
  grouping: Grouping<T>,
  underWay: ReadonlySet<string>,
): { group: W[]; left: W[] } {
  const group: W[] = [];
  const left: W[] = [];
  const names = new Set<string>();
  let bytes = 0;
  for (const each of waiting) {
    const size = grouping.bytesOf(each.item);
    const name = grouping.nameOf(each.item);
    const isFull = group.length === maxRows || (group.length > 0 && bytes + size > maxBytes);
    if (isFull || names.has(name) || marksOf(grouping, each.item).some((mark) => underWay.has(mark))) {
      left.push(each);
      continue;
    }
    names.add(name);
    bytes += size;
    group.push(each);
  }
  return { group, left };
}
