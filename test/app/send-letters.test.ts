// The verb that sends letters: how many a turn, and when it ends before all are sent.
import { expect, it } from 'vitest';
import { systemDigest } from '../../src/adapters/system/digest.ts';
import { systemEntropy } from '../../src/adapters/system/entropy.ts';
import type { Letters, WaitingLetter } from '../../src/app/ports/letters.ts';
import type { Posted } from '../../src/app/ports/postman.ts';
import { type SendLettersPorts, sendLetters } from '../../src/app/send-letters.ts';
import { fakePostman } from '../fakes/postman.ts';

const letter: WaitingLetter = {
  ...{ id: 'l', product: 'nova', reportId: 'a/b?c', kind: 'news', sealed: 'x', attempts: 0, sinceMs: 0 },
  ...{ subject: 'It is fixed', text: 'Try it.' },
};

/** More letters than any turn sends, and what became of them. */
function world(answer: Posted, address: string | null = 'ada@example.com') {
  const postman = fakePostman();
  postman.answer = answer;
  const after: string[] = [];
  let taken = 0;
  const letters: Pick<Letters, 'takeLetters' | 'recordSent'> = {
    takeLetters: async () => {
      taken += 1;
      return [letter];
    },
    recordSent: async (_id, { state }) => void after.push(state),
  };
  const ports = {
    letters,
    postman,
    entropy: systemEntropy,
    digest: systemDigest,
    mailLinks: { signLink: () => 'stop' },
    messageSigner: { openToken: () => address },
    letterFormat: {
      encodeLetter: (_: WaitingLetter, { followUrl }: { followUrl: string }) => ({ text: followUrl, html: '' }),
    },
    testers: { recordLink: async () => {} },
    testerSigner: { signLink: () => 'link' },
  };
  return { ports: ports as unknown as SendLettersPorts, postman, after, taken: () => taken };
}

it('sends 200 a turn, and takes no letter that it leaves', async () => {
  const { ports, after, taken } = world({ kind: 'sent', tookMs: 1 });
  expect(await sendLetters(ports, 1_000)).toBe(200);
  expect([after.length, taken()]).toEqual([200, 200]);
});

it('ends its turn when its time is over', async () => {
  const { ports } = world({ kind: 'sent', tookMs: 5_000 });
  expect(await sendLetters(ports, 1_000)).toBe(3);
});

it('keeps a letter that nobody takes, and asks with no other', async () => {
  const { ports, after } = world({ kind: 'down', fault: 'refused', tookMs: 1 });
  expect(await sendLetters(ports, 1_000)).toBe(0);
  expect(after).toEqual(['waiting']);
});

it('gives up a letter that is refused, or whose address cannot be read, and goes on with the next', async () => {
  const refused = world({ kind: 'refused', fault: 'status-550', tookMs: 5_000 });
  expect(await sendLetters(refused.ports, 1_000)).toBe(0);
  expect(refused.after).toEqual(['dead', 'dead', 'dead']);
  const unreadable = world({ kind: 'sent', tookMs: 1 }, null);
  const two = { ...unreadable.ports, letters: { ...unreadable.ports.letters, takeLetters: takeTwice() } };
  expect(await sendLetters(two, 1_000)).toBe(0);
  expect([unreadable.after, unreadable.postman.mails]).toEqual([['dead', 'dead'], []]);
});

function takeTwice(): Letters['takeLetters'] {
  const left = [letter, letter];
  return async () => left.splice(0, 1);
}

it('leads to the page of its report, whatever its id is', async () => {
  const { ports, postman } = world({ kind: 'down', fault: 'x', tookMs: 1 });
  await sendLetters(ports, 1_000);
  expect(postman.mails[0]?.text).toBe('https://friday.test/my-reports/nova/a%2Fb%3Fc?link=link');
});
