// Counts what a sender sent beyond their share: by fault and device where that is known, and all of it by sender.
import { groupBy } from '../../../domain/group-by.ts';
import { nameShare, type Repeats } from '../../../domain/issue/repeats.ts';
import { ask, type Database } from '../database.ts';
import { recordTally } from '../key-tallies.ts';

/** Where the fault is known on that device, at best on that build; a first report is never dropped for its own fault. */
const statement = `
  update issue_devices set dropped = dropped + $1::int, last_ms = greatest(last_ms, $2::bigint)
  where (product_id, key, build, device_id) = (
    select product_id, key, build, device_id from issue_devices where product_id = $3 and key = $4 and device_id = $5
    order by build = $6 desc, last_ms desc limit 1)`;

/** One row at a time: whoever settles meanwhile holds the same rows in another order. */
export async function countDropped(db: Database, dropped: readonly Repeats[]): Promise<void> {
  const ofFaults = dropped.filter(({ share }) => share === 'fault');
  for (const same of groupBy(ofFaults, ({ refused }) => nameShare(refused, 'fault')).values()) {
    const [first] = same;
    if (first === undefined) continue;
    const { product, keys, deviceId, buildNames } = first.refused;
    const values = [sumOf(same), lastOf(same), product, keys.strict, deviceId ?? '', buildNames[0] ?? ''];
    await ask(db.$client.unsafe(statement, values, { prepare: true }));
  }
  // A fault that is over no limit of its own, or was not settled yet, has no such row: all are in these sums.
  for (const [sender, same] of groupBy(dropped, ({ refused }) => refused.sentBy ?? ''))
    await recordTally(db, sender, { kept: 0, dropped: sumOf(same) }, lastOf(same));
}

const sumOf = (dropped: readonly Repeats[]): number => dropped.reduce((sum, { times }) => sum + times, 0);
const lastOf = (dropped: readonly Repeats[]): number => Math.max(...dropped.map(({ refused }) => refused.receivedMs));
