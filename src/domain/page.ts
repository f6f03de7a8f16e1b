// Every list is a page: bounded, with a cursor that continues after the last item.

/** `after` is the opaque cursor of the page before; null asks for the first page. */
export type PageRequest = { readonly limit: number; readonly after: string | null };
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

export const maxPageLimit = 200;

/** Cuts `limit + 1` fetched rows into a page: the extra row only proves that there is more. */
export function derivePage<T>(rows: readonly T[], limit: number, cursorOf: (item: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
