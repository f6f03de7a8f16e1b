// Who may act and who may hand out what: the rules behind every authorisation.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInForce, mayAct, mayGrant, roles } from '../../../src/domain/catalog/token.ts';

describe('mayAct', () => {
  it('lets a role in where it is allowed, an operator everywhere', () => {
    expect(mayAct({ role: 'engineer', productId: null }, ['engineer'], 'nova')).toBe(true);
    expect(mayAct({ role: 'viewer', productId: null }, ['engineer'], 'nova')).toBe(false);
    expect(mayAct({ role: 'operator', productId: null }, [], null)).toBe(true);
  });

  it('never lets a token out of its product, whatever its role', () => {
    expect(mayAct({ role: 'operator', productId: 'nova' }, [], 'nova')).toBe(true);
    expect(mayAct({ role: 'operator', productId: 'nova' }, [], 'other')).toBe(false);
    expect(mayAct({ role: 'operator', productId: 'nova' }, [], null)).toBe(false);
  });
});

describe('mayGrant', () => {
  it('never lets a scope grow, however many tokens are made of tokens', () => {
    const scope = fc.constantFrom(null, 'nova', 'other');
    fc.assert(
      fc.property(scope, fc.array(scope, { maxLength: 6 }), (first, wishes) => {
        const reached = wishes.reduce((held, wish) => (mayGrant({ productId: held }, wish) ? wish : held), first);
        if (first !== null) expect(reached).toBe(first);
      }),
    );
  });

  it('lets a token for every product hand out any scope', () => {
    expect(mayGrant({ productId: null }, null)).toBe(true);
    expect(mayGrant({ productId: null }, 'nova')).toBe(true);
  });
});

describe('isInForce', () => {
  it('ends at the instant of expiry, and when revoked', () => {
    expect(isInForce({ expiresMs: 10, revokedMs: null }, 9)).toBe(true);
    expect(isInForce({ expiresMs: 10, revokedMs: null }, 10)).toBe(false);
    expect(isInForce({ expiresMs: null, revokedMs: 5 }, 9)).toBe(false);
    expect(isInForce({ expiresMs: null, revokedMs: null }, 9)).toBe(true);
  });
});

it('there are five roles', () => {
  expect(roles).toEqual(['operator', 'engineer', 'viewer', 'gateway', 'enroller', 'reporter']);
});
