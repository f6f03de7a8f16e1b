// Works through a list with a few requests to storage under way at a time.

/** Requests to storage under way at a time, each of which may take a tenth of a second; as few as a Worker may if left out. */
export type StorageLanes = { readonly storageLanes?: number | undefined };

/** A Worker may have six connections open. */
const fewLanes = 4;

/** In no order. Throws what fails first; others may be under way then. */
export async function inLanes<T>(
  { storageLanes = fewLanes }: StorageLanes,
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const left = [...items];
  const lane = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await work(next);
  };
  await Promise.all(Array.from({ length: storageLanes }, lane));
}
