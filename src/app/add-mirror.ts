// Adds a mirror: the issues of a product are kept in step in a project of another tracker, by a token of that tracker.
import type { Token } from '../domain/catalog/token.ts';
import { mayGrant } from '../domain/catalog/token.ts';
import { judgeStatus } from '../domain/event/retry.ts';
import type { MirrorKind, Subscription } from '../domain/event/subscription.ts';
import { deriveSubscription, type SubscribePorts } from './add-webhook.ts';
import { auditOf, type By } from './by.ts';
import type { CallFault } from './ports/courier.ts';
import type { TrackerFormats } from './ports/tracker-format.ts';

export type AddMirrorPorts = SubscribePorts & { readonly trackerFormats: TrackerFormats };

export type MirrorRequest = {
  readonly kind: MirrorKind;
  readonly product: string;
  /** Of the project in the tracker's API. */
  readonly url: string;
  readonly token: string;
};

export type AddMirrorAnswer =
  | { readonly ok: true; readonly mirror: Subscription }
  | { readonly ok: false; readonly refusal: 'wider-than-own' | 'unknown-product' | 'too-many' }
  | { readonly ok: false; readonly refusal: 'unusable-url'; readonly fault: CallFault }
  /** What the tracker answered to the token. */
  | { readonly ok: false; readonly refusal: 'tracker-refused'; readonly status: number };

const maxAnswerBytes = 8 * 1024 * 1024;

/** Asks the tracker once, so that a wrong token or project is heard of at once. */
export async function addMirror(
  ports: AddMirrorPorts,
  { kind, product, url, token }: MirrorRequest,
  { bearer, by }: { readonly bearer: Pick<Token, 'productId'>; readonly by: By },
): Promise<AddMirrorAnswer> {
  if (!mayGrant(bearer, product)) return { ok: false, refusal: 'wider-than-own' };
  if ((await ports.catalog.loadProduct(product)) === null) return { ok: false, refusal: 'unknown-product' };
  const fault = await ports.courier.checkTarget(url);
  if (fault !== null) return { ok: false, refusal: 'unusable-url', fault };
  const format = ports.trackerFormats[kind];
  const question = format.encodeFind(url, by.nowMs);
  const answer = await ports.courier.call({ ...question, headers: format.encodeHeaders(token), maxAnswerBytes });
  if (answer.kind === 'failed') return { ok: false, refusal: 'unusable-url', fault: answer.fault };
  if (judgeStatus(answer.status, null).kind !== 'told')
    return { ok: false, refusal: 'tracker-refused', status: answer.status };
  const id = `mi_${ports.entropy.randomHex(8)}`;
  const mirror = deriveSubscription({ product, url, events: ['issue.*'] }, { id, kind }, by);
  const secrets = [{ sealed: ports.messageSigner.sealToken(token), untilMs: null }];
  const audit = auditOf(by, 'mirror added', id, { kind, product, url });
  const isAdded = await ports.subscriptions.recordSubscription(mirror, secrets, audit);
  return isAdded ? { ok: true, mirror } : { ok: false, refusal: 'too-many' };
}
