// Tells a webhook of one event: signed as Standard Webhooks says, with an id that stays the same however often it is sent.
import type { Outcome } from '../domain/event/retry.ts';
import { judgeStatus } from '../domain/event/retry.ts';
import type { SealedSecret } from '../domain/event/subscription.ts';
import type { CallAnswer, Courier } from './ports/courier.ts';
import type { MessageSigner } from './ports/message-signer.ts';

export type TellPorts = { readonly courier: Courier; readonly messageSigner: MessageSigner };

/** `tookMs` is real time, so that whoever tells many can stop in time. */
export type Told = { readonly outcome: Outcome; readonly tookMs: number };

export type WebhookMessage = {
  readonly id: string;
  readonly url: string;
  readonly body: string;
  readonly secrets: readonly SealedSecret[];
};

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, read in November 2026. */
export async function tellWebhook(
  { courier, messageSigner }: TellPorts,
  { id, url, body, secrets }: WebhookMessage,
  nowMs: number,
): Promise<Told> {
  const timestampS = Math.floor(nowMs / 1000);
  const inForce = secrets.filter(({ untilMs }) => untilMs === null || nowMs < untilMs).map(({ sealed }) => sealed);
  const signature = messageSigner.signMessage({ id, timestampS, body }, inForce);
  if (signature === null) return { outcome: lost('secret-unreadable'), tookMs: 0 };
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'orange-friday',
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': signature,
  };
  return judgeAnswer(await courier.call({ method: 'POST', url, headers, body, maxAnswerBytes: 0 }));
}

const lost = (fault: string): Outcome => ({ kind: 'down', status: null, fault, retryAfterS: null });

function judgeAnswer(answer: CallAnswer): Told {
  const { tookMs } = answer;
  if (answer.kind === 'failed') return { outcome: lost(answer.fault), tookMs };
  return { outcome: judgeStatus(answer.status, readRetryAfter(answer.headers['retry-after'])), tookMs };
}

/** Seconds (RFC 9110, 10.2.3). The other form, a date, is left alone: our own rests are long enough. */
export const readRetryAfter = (value: string | undefined): number | null =>
  value !== undefined && /^\d{1,9}$/.test(value.trim()) ? Number(value) : null;
