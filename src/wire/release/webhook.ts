// Webhooks as operators add, see and try them; a secret appears once, in the answer that made it.
import * as z from 'zod';
import { eventTypes } from '../../domain/event/event.ts';
import { type Delivery, deliveryStates, eventFamilies, type Subscription } from '../../domain/event/subscription.ts';
import { pageOf, pageQuery, productId } from './names.ts';

const ms = z.int().meta({ description: 'Epoch milliseconds of the service clock.' });

export const webhookId = z
  .string()
  .regex(/^wh_[0-9a-f]{16}$/, 'must be the id of a webhook, as `orange webhook list` prints it')
  .meta({ id: 'WebhookId', example: 'wh_0123456789abcdef' });

const eventId = z
  .string()
  .regex(/^evt_[0-9a-f]{32}$/, 'must be the id of an event, as `webhook-id` says it')
  .meta({ example: 'evt_0123456789abcdef0123456789abcdef' });

/** An address that can be called: nothing in it that a log or another server should not see. */
const target = z
  .string()
  .max(2_000)
  .regex(/^https?:[!-~]+$/, 'must be an https:// address')
  .refine(isTarget, 'must be an https:// address without name and password in it')
  .meta({ example: 'https://hooks.example.com/orange' });

function isTarget(text: string): boolean {
  if (!/^https?:\/\/[^/]/.test(text) || !URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}

const wanted = z.enum([...eventTypes, ...eventFamilies] as [string, ...string[]]);

export const addWebhookBody = z
  .object({
    url: target,
    product: productId.nullable().default(null).meta({ description: 'The one product it hears of; null for all.' }),
    events: z
      .array(wanted)
      .max(60)
      .default([])
      .meta({ description: 'Types, or families such as `issue.*`; without any it hears everything.' }),
  })
  .meta({ id: 'AddWebhook' });

export const webhook = z
  .object({
    id: webhookId,
    product: z.string().nullable(),
    url: z.string(),
    events: z.array(z.string()).readonly(),
    state: z.enum(['active', 'stopped']).meta({ description: '`stopped`: it hears nothing until `redeliver`.' }),
    stopReason: z.string().nullable(),
    failures: z.int().meta({ description: 'Tries in a row that did not get through.' }),
    restUntilMs: ms.meta({ description: 'No try before then.' }),
    toldMs: ms.nullable().meta({ description: 'When it was last told of something.' }),
    createdBy: z.string(),
    createdMs: ms,
  })
  .meta({ id: 'Webhook' });

const secret = z
  .string()
  .regex(/^whsec_[!-~]{43}=$/)
  .meta({ description: 'Shown this once; keep it. Receivers verify with it.' });

export const addedWebhook = webhook.extend({ secret }).meta({ id: 'AddedWebhook' });
export const webhookPage = pageOf(webhook);

export const rotateBody = z
  .object({
    keepHours: z.int().min(0).max(168).default(24).meta({
      description: 'How long the secret before signs beside the other one; 0 ends it at once.',
    }),
  })
  .meta({ id: 'RotateWebhook' });

export const rotatedWebhook = z
  .object({ id: webhookId, secret, previousUntilMs: ms.nullable() })
  .meta({ id: 'RotatedWebhook' });

export const testedWebhook = z
  .object({
    id: z.string().meta({ description: 'What `webhook-id` said.' }),
    isTold: z.boolean(),
    status: z.int().nullable().meta({ description: 'What it answered; null when it did not.' }),
    fault: z.string().nullable().meta({ example: 'timeout' }),
    tookMs: z.int().meta({ description: 'Milliseconds of real time.' }),
  })
  .meta({ id: 'TestedWebhook' });

export const redeliverBody = z
  .object({ event: eventId.optional().meta({ description: 'This one, whatever became of it; else all given up.' }) })
  .meta({ id: 'RedeliverWebhook' });

export const redelivered = z.object({ deliveries: z.int() }).meta({ id: 'RedeliveredWebhook' });

export const deliveryQuery = pageQuery.extend({ state: z.enum(deliveryStates).optional() });

const delivery = z
  .object({
    event: z.string(),
    type: z.string(),
    product: z.string(),
    subject: z.string(),
    atMs: ms,
    state: z.enum(deliveryStates).meta({ description: '`dead`: given up after three days; `redeliver` tries again.' }),
    attempts: z.int(),
    nextMs: ms,
    toldMs: ms.nullable(),
    status: z.int().nullable().meta({ description: 'Of the last try.' }),
    fault: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });

export const deliveryPage = pageOf(delivery);

export function encodeWebhook(found: Subscription): z.input<typeof webhook> {
  const { kind: _, ...shown } = found;
  return shown;
}

export function encodeDelivery({ event, sinceMs: _, ...rest }: Delivery): z.input<typeof delivery> {
  const { id, type, product, subject, atMs } = event;
  return { event: id, type, product, subject, atMs, ...rest };
}
