// Lets what was given up be told again, or one event whatever became of it; the ids stay the same.
import type { Subscription } from '../domain/event/subscription.ts';
import { auditOf, type By } from './by.ts';
import type { Subscriptions } from './ports/subscriptions.ts';

/** Answers how many wait again. A subscription that was stopped is active again. */
export function redeliverEvents(
  { subscriptions }: { readonly subscriptions: Subscriptions },
  { subscription, event }: { readonly subscription: Subscription; readonly event: string | null },
  by: By,
): Promise<number> {
  const audit = auditOf(by, 'events redelivered', subscription.id, { event });
  return subscriptions.recordRedelivery(subscription.id, event, by.nowMs, audit);
}
