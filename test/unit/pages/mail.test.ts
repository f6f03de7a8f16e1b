// The page behind the link in a letter: for people who have no account here, on whatever screen they read their mail.
import { expect, it } from 'vitest';
import { mailAnswerPage, mailPage } from '../../../src/pages/mail/page.tsx';

const reportId = `form-${'0123456789abcdef'.repeat(2)}`;

it('shows strangers no ways that are closed to them', () => {
  const pages = [
    mailPage({ product: 'nova', reportId, link: 'x', isAgreed: false }),
    mailAnswerPage({ isConfirmed: true }),
  ];
  for (const page of pages) expect(String(page)).not.toContain('href="/rollouts"');
});

it('lets a long id break, and one of its two buttons lead', () => {
  const page = String(mailPage({ product: 'nova', reportId, link: 'x', isAgreed: false }));
  expect(page).toContain(`<span class="mono">${reportId}</span>`);
  expect(page.match(/<button/g)).toHaveLength(2);
  expect(page.match(/<button class="plain"/g)).toHaveLength(1);
});
