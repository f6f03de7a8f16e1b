// Adds a webhook: an address of somebody else's that will be told of events, and the secret by which it knows us.
import type { Token } from '../domain/catalog/token.ts';
import { mayGrant } from '../domain/catalog/token.ts';
import type { Subscription } from '../domain/event/subscription.ts';
import { auditOf, type By } from './by.ts';
import type { Catalog } from './ports/catalog.ts';
import type { CallFault, Courier } from './ports/courier.ts';
import type { Entropy } from './ports/entropy.ts';
import type { MessageSigner } from './ports/message-signer.ts';
import type { Subscriptions } from './ports/subscriptions.ts';

export type SubscribePorts = {
  readonly catalog: Pick<Catalog, 'loadProduct'>;
  readonly subscriptions: Subscriptions;
  readonly courier: Courier;
  readonly messageSigner: MessageSigner;
  readonly entropy: Entropy;
};

export type WebhookRequest = Pick<Subscription, 'product' | 'url' | 'events'>;

export type AddWebhookAnswer =
  | { readonly ok: true; readonly webhook: Subscription; readonly secret: string }
  | { readonly ok: false; readonly refusal: 'wider-than-own' | 'unknown-product' | 'too-many' }
  | { readonly ok: false; readonly refusal: 'unusable-url'; readonly fault: CallFault };

/** `bearer` is the token that asks: what it subscribes to is never wider than itself. */
export async function addWebhook(
  ports: SubscribePorts,
  request: WebhookRequest,
  { bearer, by }: { readonly bearer: Pick<Token, 'productId'>; readonly by: By },
): Promise<AddWebhookAnswer> {
  if (!mayGrant(bearer, request.product)) return { ok: false, refusal: 'wider-than-own' };
  if (request.product !== null && (await ports.catalog.loadProduct(request.product)) === null)
    return { ok: false, refusal: 'unknown-product' };
  const fault = await ports.courier.checkTarget(request.url);
  if (fault !== null) return { ok: false, refusal: 'unusable-url', fault };
  const { secret, sealed } = ports.messageSigner.createSecret();
  const webhook = deriveSubscription(request, { id: `wh_${ports.entropy.randomHex(8)}`, kind: 'webhook' }, by);
  const { url, product, events } = webhook;
  const audit = auditOf(by, 'webhook added', webhook.id, { url: originOf(url), product, events });
  const isAdded = await ports.subscriptions.recordSubscription(webhook, [{ sealed, untilMs: null }], audit);
  return isAdded ? { ok: true, webhook, secret } : { ok: false, refusal: 'too-many' };
}

export function deriveSubscription(
  { product, url, events }: WebhookRequest,
  { id, kind }: Pick<Subscription, 'id' | 'kind'>,
  { actor, nowMs }: By,
): Subscription {
  const made = { createdBy: actor, createdMs: nowMs };
  const fresh = { state: 'active', stopReason: null, failures: 0, restUntilMs: 0, toldMs: null } as const;
  return { id, kind, product, url, events, ...made, ...fresh };
}

/** The audit is read by more people than may know a path, which is a secret with some receivers. */
export const originOf = (url: string): string => /^[a-z]+:\/\/[^/?#]+/.exec(url)?.[0] ?? '';
