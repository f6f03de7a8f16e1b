// Removes a webhook or a mirror, with all that waited for it.
import type { Subscription } from '../domain/event/subscription.ts';
import { originOf } from './add-webhook.ts';
import { auditOf, type By } from './by.ts';
import type { Subscriptions } from './ports/subscriptions.ts';

/** False when somebody was quicker. */
export function removeSubscription(
  { subscriptions }: { readonly subscriptions: Subscriptions },
  { id, kind, url, product }: Subscription,
  by: By,
): Promise<boolean> {
  const noun = kind === 'webhook' ? 'webhook' : 'mirror';
  return subscriptions.recordRemoved(id, auditOf(by, `${noun} removed`, id, { url: originOf(url), product }));
}
