// Counts what a sender sent beyond their share: one row a fault and device, and one statement for all that came meanwhile.
import type { Filing } from '../../../domain/issue/filing.ts';
import { ask, type Database } from '../database.ts';

/** Where the fault is known on that device, at best on that build; a first report is never dropped for its own fault. */
const statement = `
  update issue_devices set dropped = dropped + $1::int, last_ms = greatest(last_ms, $2::bigint)
  where (product_id, key, build, device_id) = (
    select product_id, key, build, device_id from issue_devices where product_id = $3 and key = $4 and device_id = $5
    order by build = $6 desc, last_ms desc limit 1)`;

/** One row at a time: whoever settles meanwhile holds the same rows in another order. */
export async function countDropped(db: Database, filings: readonly Filing[]): Promise<void> {
  const faults = new Map<string, Filing[]>();
  for (const filing of filings) {
    const fault = `${filing.product}/${filing.deviceId}/${filing.keys.strict}`;
    faults.set(fault, [...(faults.get(fault) ?? []), filing]);
  }
  for (const same of faults.values()) {
    const [first] = same;
    if (first === undefined) continue;
    const { product, keys, deviceId, buildNames } = first;
    const lastMs = Math.max(...same.map(({ receivedMs }) => receivedMs));
    const values = [same.length, lastMs, product, keys.strict, deviceId ?? '', buildNames[0] ?? ''];
    await ask(db.$client.unsafe(statement, values, { prepare: true }));
  }
}
