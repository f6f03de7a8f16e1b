// Who hears of an event: of their product, of the types that they asked for, and only while they are not stopped.
import { expect, it } from 'vitest';
import { deriveDeliveries, type Subscription } from '../../../src/domain/event/subscription.ts';
import { issueEvent } from '../../samples/events.ts';

const subscription = (id: string, changes: Partial<Subscription> = {}): Subscription => ({
  id,
  kind: 'webhook',
  product: null,
  url: 'https://hooks.example.com/',
  events: [],
  state: 'active',
  stopReason: null,
  createdBy: 'mei',
  createdMs: 1,
  failures: 0,
  restUntilMs: 0,
  toldMs: null,
  ...changes,
});

it('tells who wants it, in a lane of the subject', () => {
  const event = { ...issueEvent(12, 1), id: 'evt_1', seq: 7 };
  const told = deriveDeliveries(
    [event],
    [
      subscription('all'),
      subscription('product', { product: 'nova' }),
      subscription('another-product', { product: 'luna' }),
      subscription('type', { events: ['issue.regressed'] }),
      subscription('family', { events: ['build.*', 'issue.*'] }),
      subscription('another-type', { events: ['issue.made', 'rollout.*'] }),
      subscription('stopped', { state: 'stopped' }),
    ],
  );
  expect(told.map(({ subscriptionId }) => subscriptionId)).toEqual(['all', 'product', 'type', 'family']);
  expect(new Set(told.map(({ eventSeq, lane }) => `${eventSeq} ${lane}`))).toEqual(
    new Set([`7 nova/${event.subject}`]),
  );
});
