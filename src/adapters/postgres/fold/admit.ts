// Sorts out what may be folded: events of devices that may speak, each one once.
import { getTableColumns, sql } from 'drizzle-orm';
import { type Device, deviceKey } from '../../../domain/device/device.ts';
import { compareHeard, type HeardEvent } from '../../../domain/device/event.ts';
import type { Transaction } from '../database.ts';
import { toDevice } from '../device-rows.ts';
import { rowSet } from '../row-set.ts';
import { checkinEvents, devices as deviceTable } from '../schema/fleet.ts';

export type Admitted = {
  readonly events: readonly HeardEvent[];
  readonly devices: ReadonlyMap<string, Device>;
  readonly repeated: number;
  readonly refused: number;
};

/** Events of devices that never enrolled are not remembered: sent again after the enrolment, they count. */
export async function admitEvents(tx: Transaction, heard: readonly HeardEvent[], nowMs: number): Promise<Admitted> {
  const devices = await loadDevices(tx, heard);
  const spoken = heard.filter(
    ({ product, event }) => devices.get(deviceKey(product, event.deviceId))?.isBlocked === false,
  );
  const events = await rememberEvents(tx, firstOfEach(spoken), nowMs);
  return { events, devices, repeated: spoken.length - events.length, refused: heard.length - spoken.length };
}

async function loadDevices(tx: Transaction, heard: readonly HeardEvent[]): Promise<Map<string, Device>> {
  const named = new Map<string, { p: string; d: string }>();
  for (const { product, event } of heard) {
    named.set(deviceKey(product, event.deviceId), { p: product, d: event.deviceId });
  }
  const rows = await tx
    .select(getTableColumns(deviceTable))
    .from(deviceTable)
    .innerJoin(
      rowSet([...named.values()], 'p text, d text'),
      sql`${deviceTable.productId} = x.p and ${deviceTable.id} = x.d`,
    );
  return new Map(rows.map((row) => [deviceKey(row.productId, row.id), toDevice(row)]));
}

const eventKey = (product: string, deviceId: string, eventId: string): string => `${product}/${deviceId}/${eventId}`;

/** Of events with one name the first that was heard is the event. */
function firstOfEach(heard: readonly HeardEvent[]): Map<string, HeardEvent> {
  const first = new Map<string, HeardEvent>();
  for (const each of [...heard].sort(compareHeard)) {
    const key = eventKey(each.product, each.event.deviceId, each.event.id);
    if (!first.has(key)) first.set(key, each);
  }
  return first;
}

/** Answers those that were not folded before. */
async function rememberEvents(tx: Transaction, first: ReadonlyMap<string, HeardEvent>, nowMs: number) {
  const rows = [...first.values()].map(({ product: p, event }) => ({ p, d: event.deviceId, e: event.id }));
  const added = await tx.execute<{ p: string; d: string; e: string }>(sql`
    insert into ${checkinEvents} (product_id, device_id, event_id, folded_ms)
    select p, d, e, ${nowMs}::bigint from ${rowSet(rows, 'p text, d text, e text')}
    on conflict do nothing returning product_id as p, device_id as d, event_id as e`);
  return added.flatMap(({ p, d, e }) => first.get(eventKey(p, d, e)) ?? []);
}
