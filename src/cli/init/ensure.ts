// Makes what a product needs where it is missing; each answers the names of what was made.
import { channel as channelSchema, model, product, productDetails } from '../../wire/release/product.ts';
import { path } from '../api/api-client.ts';
import { reading, ServiceRefusal } from '../api/service-answer.ts';
import { usualPollS } from '../channel-set.ts';
import type { ProductDetails } from '../product-details.ts';
import type { Session } from '../session.ts';

export async function ensureProduct(
  { api }: Session,
  wanted: { readonly id: string; readonly name: string },
): Promise<{ details: ProductDetails; created: string[] }> {
  const load = () => api().get(path`/v1/products/${wanted.id}`, reading(productDetails));
  try {
    return { details: await load(), created: [] };
  } catch (cause) {
    if (!(cause instanceof ServiceRefusal) || cause.status !== 404) throw cause;
  }
  await api().send('POST', '/v1/products', reading(product), { body: wanted });
  return { details: await load(), created: [`product ${wanted.id}`] };
}

export async function ensureModels(
  { api }: Session,
  { id, models }: ProductDetails,
  wanted: readonly string[],
): Promise<string[]> {
  const missing = wanted.filter((each) => !models.some((known) => known.id === each));
  for (const each of missing) {
    await api().send('POST', path`/v1/products/${id}/models`, reading(model), { body: { id: each, name: each } });
  }
  return missing.map((each) => `model ${each}`);
}

export async function ensureChannel(
  { api }: Session,
  { id, channels }: ProductDetails,
  wanted: { readonly id: string; readonly timetable: string | undefined; readonly pollS: number | undefined },
): Promise<string[]> {
  const before = channels.find((each) => each.id === wanted.id);
  const { timetable = before?.timetable ?? null, pollS = before?.pollS ?? usualPollS } = wanted;
  if (before?.timetable === timetable && before.pollS === pollS) return [];
  const body = { timetable, pollS };
  await api().send('PUT', path`/v1/products/${id}/channels/${wanted.id}`, reading(channelSchema), { body });
  return [`channel ${wanted.id}`];
}
