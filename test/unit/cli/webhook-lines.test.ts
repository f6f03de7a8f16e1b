// What `orange webhook show` says of an event that waits.
import { expect, it } from 'vitest';
import { deliveryWords } from '../../../src/cli/webhooks/webhook-lines.ts';

const told = (nextMs: number, attempts = 2) =>
  deliveryWords({ state: 'waiting', attempts, nextMs, toldMs: null, fault: 'unreachable' }, 10_000);

it('says when it is tried again, and never that it was', () => {
  expect(JSON.stringify(told(40_000))).toContain('next try in 30 s, unreachable');
  expect(JSON.stringify(told(8_000))).toContain('next try is due, unreachable');
  expect(JSON.stringify(told(8_000, 0))).toContain('waits');
});
