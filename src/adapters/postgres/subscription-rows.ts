// Reads subscriptions and deliveries out of their rows; secrets stay apart.
import type { Delivery, Subscription } from '../../domain/event/subscription.ts';
import { toEvent } from './outbox.ts';
import type { deliveries, events, subscriptions } from './schema/outbox.ts';

export function toSubscription(row: typeof subscriptions.$inferSelect): Subscription {
  const { productId, secrets: _, fence: __, claimedUntilMs: ___, ...shown } = row;
  return { ...shown, product: productId };
}

type DeliveryRow = { readonly event: typeof events.$inferSelect; readonly delivery: typeof deliveries.$inferSelect };

export function toDelivery({ event, delivery }: DeliveryRow): Delivery {
  const { subscriptionId: _, eventSeq: __, lane: ___, ...rest } = delivery;
  return { event: toEvent(event), ...rest };
}
