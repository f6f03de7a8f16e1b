// Says why a webhook was not added, or is not there.
import type { Context } from 'hono';
import type { AddWebhookAnswer } from '../../app/add-webhook.ts';
import type { CallFault } from '../../app/ports/courier.ts';
import { maxSubscriptions } from '../../app/ports/subscriptions.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';
import { refuseMisspelt } from './unknown-product.ts';

export function refuseUnknownWebhook(c: Context<HttpEnv>) {
  const detail = `There is no webhook "${c.req.param('webhook')}".`;
  return problem(c, { status: 404, code: 'unknown-webhook', detail, fix: 'See `GET /v1/webhooks`.' });
}

/** The same words for addresses that are refused and those that are not found would tell who lives where; few do. */
const urlSentences: Readonly<Record<CallFault, readonly [detail: string, fix: string]>> = {
  'closed-address': [
    'The address is not https, or leads into a network that is not public.',
    'Give a public https:// address.',
  ],
  'unknown-host': ['The name of the host has no address.', 'Check the spelling.'],
  timeout: ['The name of the host was not resolved in time.', 'Try again.'],
  certificate: ['Its certificate is not one that can be trusted.', 'Give an address with a valid certificate.'],
  unreachable: ['It cannot be reached.', 'Check the address.'],
  'answer-too-large': ['It answers too much.', 'Check the address.'],
};

type Refused = Extract<AddWebhookAnswer, { ok: false }>;

/** `product` is the one that was asked for, null where all were. */
export function refuseWebhook(c: Context<HttpEnv>, product: string | null, answer: Refused) {
  switch (answer.refusal) {
    case 'wider-than-own': {
      const detail = 'A token for one product cannot listen to what concerns others.';
      const fix = `Set "product" to "${c.get('bearer').productId}".`;
      return problem(c, { status: 403, code: 'wider-than-own', detail, fix });
    }
    case 'unknown-product':
      return refuseMisspelt(c, product ?? '', 422);
    case 'unusable-url': {
      const [detail, fix] = urlSentences[answer.fault];
      return problem(c, { status: 422, code: 'unusable-url', detail, fix });
    }
    case 'too-many': {
      const detail = `There are ${maxSubscriptions} webhooks and mirrors already.`;
      return problem(c, { status: 409, code: 'too-many-webhooks', detail, fix: 'Remove one that nobody needs.' });
    }
  }
}
