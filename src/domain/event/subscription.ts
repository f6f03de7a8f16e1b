// Who wants to hear of events, and where from there they are told.
import { type Event, type EventType, eventTypes } from './event.ts';

export const subscriptionKinds = ['webhook', 'github', 'gitlab'] as const;
export type SubscriptionKind = (typeof subscriptionKinds)[number];

/** Kinds that keep the issues of a project elsewhere in step. */
export const mirrorKinds = ['github', 'gitlab'] as const satisfies readonly SubscriptionKind[];
export type MirrorKind = (typeof mirrorKinds)[number];

export type Subscription = {
  readonly id: string;
  readonly kind: SubscriptionKind;
  /** Null for every product; a mirror has one. */
  readonly product: string | null;
  readonly url: string;
  /** Types and families (`issue.*`); empty for all. */
  readonly events: readonly string[];
  /** `stopped`: it hears nothing until a person asks for it again. */
  readonly state: 'active' | 'stopped';
  readonly stopReason: string | null;
  readonly createdBy: string;
  readonly createdMs: number;
  /** Tries in a row that did not get through. */
  readonly failures: number;
  readonly restUntilMs: number;
  readonly toldMs: number | null;
};

/** A secret as the database may know it; one with an end is kept beside its successor until then. */
export type SealedSecret = { readonly sealed: string; readonly untilMs: number | null };

export const eventFamilies = [...new Set(eventTypes.map((type) => `${type.slice(0, type.indexOf('.'))}.*`))];

export const isWanted = (events: readonly string[], type: EventType): boolean =>
  events.length === 0 || events.includes(type) || events.includes(`${type.slice(0, type.indexOf('.'))}.*`);

/** A delivery that has to be made; those of one lane are made in order. */
export type NewDelivery = { readonly subscriptionId: string; readonly eventSeq: number; readonly lane: string };

/** Pure: which of the events each subscription hears. */
export function deriveDeliveries(events: readonly Event[], subscriptions: readonly Subscription[]): NewDelivery[] {
  const active = subscriptions.filter(({ state }) => state === 'active');
  return events.flatMap(({ seq, type, product, subject }) =>
    active
      .filter((each) => (each.product === null || each.product === product) && isWanted(each.events, type))
      .map(({ id }) => ({ subscriptionId: id, eventSeq: seq, lane: `${product}/${subject}` })),
  );
}

export const deliveryStates = ['waiting', 'told', 'dead'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export type Delivery = {
  readonly event: Event;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly sinceMs: number;
  readonly nextMs: number;
  readonly toldMs: number | null;
  /** Of the last try. */
  readonly status: number | null;
  readonly fault: string | null;
};
