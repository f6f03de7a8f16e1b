// Counts what a sender sent beyond their share: by fault and device where that is known, and all of it by sender.
import type { Filing } from '../../../domain/issue/filing.ts';
import { ask, type Database } from '../database.ts';
import { recordTally } from '../key-tallies.ts';

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
  // A fault that is over no limit of its own, or was not settled yet, has no such row: all are in these sums.
  const senders = new Map<string, number>();
  for (const { sentBy } of filings) senders.set(sentBy ?? '', (senders.get(sentBy ?? '') ?? 0) + 1);
  const nowMs = Math.max(...filings.map(({ receivedMs }) => receivedMs));
  for (const [sender, dropped] of senders) await recordTally(db, sender, { kept: 0, dropped }, nowMs);
}
