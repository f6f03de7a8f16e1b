// Adds a channel to a product, or gives it another timetable and pace.
import { type Channel, channelsMax } from '../domain/catalog/product.ts';
import type { Problem } from '../domain/result.ts';
import { parseTimetable } from '../domain/train/timetable.ts';
import { auditOf, type By } from './by.ts';
import type { Catalog } from './ports/catalog.ts';

export type SetChannelAnswer =
  | { ok: true; channel: Channel }
  | { ok: false; refusal: 'unknown-product' | 'too-many-channels' }
  | { ok: false; refusal: 'unreadable-timetable'; problems: readonly Problem[] };

/** A changed timetable counts from now: what would have left before is not made up for. */
export async function setChannel(
  { catalog }: { catalog: Catalog },
  { productId, channel }: { productId: string; channel: Channel },
  by: By,
): Promise<SetChannelAnswer> {
  const timetable = channel.timetable === null ? null : parseTimetable(channel.timetable);
  if (timetable !== null && !timetable.ok) {
    return { ok: false, refusal: 'unreadable-timetable', problems: timetable.problems };
  }
  const product = await catalog.loadProduct(productId);
  if (product === null) return { ok: false, refusal: 'unknown-product' };
  const isKnown = product.channels.some(({ id }) => id === channel.id);
  if (!isKnown && product.channels.length >= channelsMax) return { ok: false, refusal: 'too-many-channels' };
  const details = { timetable: channel.timetable, pollS: channel.pollS };
  const audit = auditOf(by, isKnown ? 'channel changed' : 'channel added', `${productId}/${channel.id}`, details);
  const isRecorded = await catalog.recordChannel(productId, channel, by.nowMs, audit);
  return isRecorded ? { ok: true, channel } : { ok: false, refusal: 'unknown-product' };
}
