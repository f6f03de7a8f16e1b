// Takes a batch of check-ins: looked over, then durable, then acknowledged. What they mean is decided later, by the fold.
import { mayAct, type Role, type Token } from '../domain/catalog/token.ts';
import { decideIntake, type IntakeWarning, type StatedEvent } from '../domain/device/intake.ts';
import type { CheckinQueue } from './ports/checkin-queue.ts';

/** Who speaks: a device for itself, or the bearer of an access token for the devices of a product. */
export type Sender =
  | { readonly kind: 'device'; readonly product: string; readonly deviceId: string }
  | { readonly kind: 'bearer'; readonly token: Token };

export type TakeCheckinsAnswer =
  | { readonly ok: true; readonly accepted: number; readonly warnings: readonly IntakeWarning[] }
  | { readonly ok: false; readonly refusal: 'product-missing' | 'foreign-product' }
  | { readonly ok: false; readonly refusal: 'device-missing' | 'foreign-device'; readonly index: number };

/** Roles that may speak for devices, besides `operator`. */
export const speakerRoles: readonly Role[] = ['gateway'];

/** Throws AppError when the batch could not be made durable; then nothing of it is kept. */
export async function takeCheckins(
  ports: { readonly checkinQueue: CheckinQueue },
  batch: { readonly sender: Sender; readonly product: string | null; readonly events: readonly StatedEvent[] },
  nowMs: number,
): Promise<TakeCheckinsAnswer> {
  const product = deriveProduct(batch.sender, batch.product, speakerRoles);
  if (!product.ok) return product;
  const speaker = batch.sender.kind === 'device' ? batch.sender.deviceId : null;
  const intake = decideIntake(batch.events, speaker, nowMs);
  if (!intake.ok) return intake;
  await ports.checkinQueue.putBatches([{ product: product.product, receivedMs: nowMs, events: intake.kept }]);
  return { ok: true, accepted: intake.kept.length, warnings: intake.warnings };
}

export type ProductChoice =
  | { readonly ok: true; readonly product: string }
  | { readonly ok: false; readonly refusal: 'product-missing' | 'foreign-product' };

/** The product a sender speaks of: its own, or the stated one where its token reaches it. */
export function deriveProduct(sender: Sender, stated: string | null, roles: readonly Role[]): ProductChoice {
  const own = sender.kind === 'device' ? sender.product : sender.token.productId;
  const product = stated ?? own;
  if (product === null) return { ok: false, refusal: 'product-missing' };
  const isAllowed = sender.kind === 'device' ? product === own : mayAct(sender.token, roles, product);
  return isAllowed ? { ok: true, product } : { ok: false, refusal: 'foreign-product' };
}
