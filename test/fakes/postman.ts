// Delivers to nobody: keeps the letters that it was given, and answers as the test says.
import type { Mail, Posted, Postman } from '../../src/app/ports/postman.ts';

export type FakePostman = Postman & { readonly mails: Mail[]; answer: Posted };

export function fakePostman(): FakePostman {
  const mails: Mail[] = [];
  const fake: FakePostman = {
    publicUrl: 'https://friday.test',
    mails,
    answer: { kind: 'sent', tookMs: 1 },
    async send(mail) {
      mails.push(mail);
      return fake.answer;
    },
  };
  return fake;
}
