// Calls nobody: answers what the test says, and remembers what it was asked.
import type { Call, CallAnswer, Courier } from '../../src/app/ports/courier.ts';
import { judgeHost } from '../../src/domain/event/public-address.ts';

export type FakeCourier = Courier & {
  readonly calls: Call[];
  answer: (call: Call) => Promise<CallAnswer> | CallAnswer;
};

export const answered = (status: number, body = '', headers: Record<string, string> = {}): CallAnswer => ({
  kind: 'answered',
  status,
  headers,
  body,
  tookMs: 1,
});

export function fakeCourier(): FakeCourier {
  const calls: Call[] = [];
  const fake: FakeCourier = {
    calls,
    atOnce: 5,
    answer: () => answered(204),
    async call(call) {
      calls.push(call);
      return fake.answer(call);
    },
    async checkTarget(url) {
      return url.startsWith('https:') && judgeHost(new URL(url).hostname) !== 'closed' ? null : 'closed-address';
    },
  };
  return fake;
}
