// The page of trust as values: what alarms, in words that say what to do; how long is left; what waits.
import { describe, expect, it } from 'vitest';
import type { RoleView, TrustAlarm, TrustView } from '../../../src/domain/trust/repository/trust-view.ts';
import { trustModel } from '../../../src/pages/trust/model.ts';
import { dayMs, nowMs, sampleKey } from '../../samples/statements.ts';
import { online } from '../../samples/trust.ts';

const key = sampleKey(3);
const role = (changes: Partial<RoleView> = {}): RoleView => ({
  name: 'fw-nova',
  version: 4,
  expiresMs: nowMs + 90 * dayMs,
  lifeMs: 180 * dayMs,
  alarm: 'none',
  isSigned: true,
  missedRenewals: 0,
  threshold: 1,
  keys: [key],
  ...changes,
});
const alarm = (changes: Partial<TrustAlarm> = {}): TrustAlarm => ({
  role: 'fw-nova',
  expiresMs: nowMs + 3 * dayMs,
  alarm: 'three-quarters',
  isSigned: true,
  missedRenewals: 0,
  ...changes,
});
const view = (changes: Partial<TrustView> = {}): TrustView => ({
  root: { version: 1, expiresMs: nowMs + 300 * dayMs },
  roles: [role()],
  online: { ...online, isListed: { snapshot: true, timestamp: false } },
  alarms: [],
  ...changes,
});
const modelOf = (changes: Partial<TrustView> = {}) => trustModel({ view: view(changes), proposals: [], nowMs });

describe('a role', () => {
  it.each([
    [{}, 'Good', '50 %'],
    [{ alarm: 'half', expiresMs: nowMs + 45 * dayMs }, 'Half its life is over', '75 %'],
    [{ alarm: 'three-quarters', expiresMs: nowMs + dayMs }, 'Renew it', '99 %'],
    [{ alarm: 'expired', expiresMs: nowMs - dayMs }, 'Expired', '100 %'],
    [{ isSigned: false }, 'To be signed again', '50 %'],
    [{ missedRenewals: 3 }, 'Renewals fail', '50 %'],
    [{ missedRenewals: 2 }, 'Good', '50 %'],
    [{ version: null, expiresMs: null, isSigned: false }, 'Not published yet', ''],
  ] as const)('%j is %s', (changes, words, used) => {
    expect(modelOf({ roles: [role(changes)] }).roles).toMatchObject([{ standing: { words }, usedWords: used }]);
  });

  it('signed for longer than it lives counts as fresh, not as less than nothing', () => {
    expect(modelOf({ roles: [role({ expiresMs: nowMs + 400 * dayMs })] }).roles).toMatchObject([
      { usedPart: 0, usedWords: '0 %' },
    ]);
  });
});

describe('an alarm', () => {
  it.each([
    ['a life that is nearly over', {}, 'expires in 3 d', 'orange trust renew fw-nova'],
    ['an expiry', { alarm: 'expired', expiresMs: nowMs - dayMs }, 'expired', 'orange trust renew fw-nova'],
    ['people who changed', { isSigned: false, alarm: 'none' }, 'not signed as', 'orange trust renew fw-nova'],
    ['renewals', { role: 'timestamp', missedRenewals: 1200, alarm: 'half' }, '1,200 times in a row', null],
    ['the service’s own file', { role: 'snapshot', alarm: 'expired', expiresMs: nowMs }, 'expired now', null],
  ] as const)('about %s says what and what to do', (_what, changes, words, fix) => {
    const [shown] = modelOf({ alarms: [alarm(changes)] }).alarms;
    expect(shown?.words).toContain(words);
    expect(shown?.fix).toBe(fix);
  });
});

it('keys of the service say whether the root lists them', () => {
  expect(modelOf().online.map(({ name, standing }) => [name, standing.tone])).toEqual([
    ['snapshot', 'good'],
    ['timestamp', 'bad'],
  ]);
});

it('what waits names how many signed and the command', () => {
  const proposal = {
    role: 'fw-nova',
    version: 5,
    digest: 'ab'.repeat(32),
    payloadBytes: new Uint8Array(),
    signatures: [{ keyId: key.keyId, signature: new Uint8Array(64) }],
    createdBy: 'ada',
    createdMs: nowMs - 60_000,
  };
  const model = trustModel({ view: view({ roles: [role({ threshold: 2 })] }), proposals: [proposal], nowMs });
  expect(model.waiting).toMatchObject([
    { title: 'fw-nova 5, signed by 1 of 2', by: 'ada', command: 'orange trust approve abababababab' },
  ]);
});

it.each([
  ['off', { online: null }],
  ['nothing-published', { root: null, roles: [] }],
  ['published', {}],
] as const)('tells a service that is %s', (state, changes) => {
  expect(modelOf(changes).state).toBe(state);
});
