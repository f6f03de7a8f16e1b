// Stops and starts the fold from outside, by the lock that it takes.
import postgres from 'postgres';
import { foldLock } from '../../../src/adapters/postgres/fold/folds.ts';

export type FoldGate = {
  /** Resolves when no fold is running; until `open` none begins. */
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
};

/** Shut at first. */
export async function openFoldGate(url: string): Promise<FoldGate> {
  const sql = postgres(url, { max: 1, idle_timeout: 0 });
  const shut = async () => void (await sql`select pg_advisory_lock(${foldLock})`);
  await shut();
  return {
    shut,
    open: async () => void (await sql`select pg_advisory_unlock(${foldLock})`),
    close: () => sql.end(),
  };
}
