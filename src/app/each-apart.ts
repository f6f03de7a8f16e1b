// Works through a list so that what fails for one keeps nobody else waiting.

export type Apart<R> = { readonly results: readonly R[]; readonly failures: readonly unknown[] };

/** One after another, in order; whoever called decides what to do about the failures. */
export async function eachApart<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<Apart<R>> {
  const results: R[] = [];
  const failures: unknown[] = [];
  for (const item of items) {
    try {
      results.push(await work(item));
    } catch (failure) {
      failures.push(failure);
    }
  }
  return { results, failures };
}
