// The port to those who want to hear of events. Each record* commits the change and its audit entry together.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type {
  Delivery,
  DeliveryState,
  SealedSecret,
  Subscription,
  SubscriptionKind,
} from '../../domain/event/subscription.ts';
import type { Page, PageRequest } from '../../domain/page.ts';

export type Subscriptions = {
  /** By id; of one product, or of all when `product` is null. */
  loadSubscriptions(
    filter: { readonly kinds: readonly SubscriptionKind[]; readonly product: string | null },
    page: PageRequest,
  ): Promise<Page<Subscription>>;
  loadSubscription(id: string): Promise<{ subscription: Subscription; secrets: readonly SealedSecret[] } | null>;
  /** False when there are `maxSubscriptions` already. */
  recordSubscription(subscription: Subscription, secrets: readonly SealedSecret[], audit: AuditEntry): Promise<boolean>;
  /** With all that was noted for it; false when there is none. */
  recordRemoved(id: string, audit: AuditEntry): Promise<boolean>;
  recordSecrets(id: string, secrets: readonly SealedSecret[], audit: AuditEntry): Promise<boolean>;
  /** The newest first. */
  loadDeliveries(id: string, state: DeliveryState | null, page: PageRequest): Promise<Page<Delivery>>;
  /** Lets what was given up, or one event whatever became of it, wait again; the subscription is active again. */
  recordRedelivery(id: string, eventId: string | null, nowMs: number, audit: AuditEntry): Promise<number>;
};

/** A turn visits them all within minutes. */
export const maxSubscriptions = 500;
