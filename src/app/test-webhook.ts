// Sends a webhook a message of type `test` at once, so that whoever set it up sees what comes of it.
import type { Outcome } from '../domain/event/retry.ts';
import type { SealedSecret, Subscription } from '../domain/event/subscription.ts';
import type { Entropy } from './ports/entropy.ts';
import type { EventFormat } from './ports/event-format.ts';
import { type TellPorts, tellWebhook } from './tell-webhook.ts';

export type TestWebhookPorts = TellPorts & { readonly entropy: Entropy; readonly eventFormat: EventFormat };

export type TestResult = { readonly id: string; readonly outcome: Outcome; readonly tookMs: number };

/** Nothing is noted, and nothing is sent again. */
export async function testWebhook(
  ports: TestWebhookPorts,
  { webhook, secrets }: { readonly webhook: Subscription; readonly secrets: readonly SealedSecret[] },
  nowMs: number,
): Promise<TestResult> {
  const id = `evt_test_${ports.entropy.randomHex(8)}`;
  const body = ports.eventFormat.encodeTest({ id, subscription: webhook.id, atMs: nowMs });
  return { id, ...(await tellWebhook(ports, { id, url: webhook.url, body, secrets }, nowMs)) };
}
