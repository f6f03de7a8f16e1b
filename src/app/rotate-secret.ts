// Gives a webhook another secret; the one before goes on signing for a while, so that nobody misses an event.
import type { SealedSecret, Subscription } from '../domain/event/subscription.ts';
import { auditOf, type By } from './by.ts';
import type { MessageSigner } from './ports/message-signer.ts';
import type { Subscriptions } from './ports/subscriptions.ts';

export type RotatePorts = { readonly subscriptions: Subscriptions; readonly messageSigner: MessageSigner };

const hourMs = 3_600_000;

/** Two are valid at once and no more: a rotation in haste ends the one before the last. Null when it was removed meanwhile. */
export async function rotateSecret(
  { subscriptions, messageSigner }: RotatePorts,
  { webhook, secrets, keepHours }: { webhook: Subscription; secrets: readonly SealedSecret[]; keepHours: number },
  by: By,
): Promise<{ readonly secret: string; readonly previousUntilMs: number | null } | null> {
  const { secret, sealed } = messageSigner.createSecret();
  const previousUntilMs = keepHours === 0 ? null : by.nowMs + keepHours * hourMs;
  const before = secrets.filter(({ untilMs }) => untilMs === null);
  const kept = previousUntilMs === null ? [] : before.map((each) => ({ ...each, untilMs: previousUntilMs }));
  const audit = auditOf(by, 'webhook secret rotated', webhook.id, { previousUntilMs });
  const isRecorded = await subscriptions.recordSecrets(webhook.id, [{ sealed, untilMs: null }, ...kept], audit);
  return isRecorded ? { secret, previousUntilMs } : null;
}
