// Writes a group, and where PostgreSQL refuses a row of it, each row alone.
import { AppError } from '../../../app/app-error.ts';
import type { Written } from './group-commit.ts';

/** A row that PostgreSQL refuses takes its group along; then each is written alone, and only that one fails. */
export async function writeApart<T, R>(
  items: readonly T[],
  write: (items: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly Written<R>[]> {
  try {
    return (await write(items)).map((value) => ({ ok: true, value }));
  } catch (error) {
    if (error instanceof AppError || items.length === 1) throw error;
    const apart: Written<R>[] = [];
    for (const item of items) {
      const [written] = await writeApart([item], write).catch((own: unknown) => [{ ok: false as const, error: own }]);
      apart.push(written ?? { ok: false, error });
    }
    return apart;
  }
}
