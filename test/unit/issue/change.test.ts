// What people may change about an issue: what ends a regression, and what leaves it as it is.
import { expect, it } from 'vitest';
import { decideChange } from '../../../src/domain/issue/change.ts';
import { issue } from '../pages/loop-pages.tsx';

const back = issue('nova-2', { status: 'fixed', fixedIn: 'nova-2', regressedMs: 9_000, assignee: null });

it('another owner, or a title kept from testers, leaves what is back after its fix as it is', () => {
  for (const wanted of [{ assignee: 'ada' }, { isHidden: true }])
    expect(decideChange(back, wanted)).toMatchObject({ ok: true, change: { regressedMs: 9_000 }, told: null });
});

it('a word about its status, the same or another, or another fixing build ends that', () => {
  for (const wanted of [{ status: 'triaged' }, { status: 'fixed' }, { fixedIn: 'nova-3' }] as const)
    expect(decideChange(back, wanted)).toMatchObject({ ok: true, change: { regressedMs: null } });
});

it('keeps the fixing build only while it is fixed', () => {
  expect(decideChange(back, { status: 'triaged' })).toMatchObject({ ok: true, change: { fixedIn: null } });
  expect(decideChange(back, { assignee: 'ada' })).toMatchObject({ ok: true, change: { fixedIn: 'nova-2' } });
});

it('refuses a fixing build for what is not fixed by it, so that nobody takes the build for noted', () => {
  const refused = { ok: false, refusal: 'build-without-fix' };
  const open = issue('nova-2', { status: 'new', fixedIn: null });
  expect(decideChange(back, { status: 'triaged', fixedIn: 'nova-3' })).toEqual(refused);
  expect(decideChange(open, { fixedIn: 'nova-3' })).toEqual(refused);
  expect(decideChange(open, { fixedIn: null, assignee: 'ada' })).toMatchObject({ ok: true });
});
