// Creating and revoking access tokens: who may, what is left behind, and that the secret is seen once.
import { beforeEach, describe, expect, it } from 'vitest';
import { createToken } from '../../src/app/create-token.ts';
import { ensureOperatorToken } from '../../src/app/ensure-operator-token.ts';
import { revokeToken } from '../../src/app/revoke-token.ts';
import { deriveTokenDigest, isTokenSecret } from '../../src/domain/catalog/token-secret.ts';
import { auditEntry } from '../contract/audited.ts';
import { fakeCatalog } from '../fakes/catalog.ts';
import { fakeEntropy } from '../fakes/entropy.ts';
import { fakeTokens } from '../fakes/tokens.ts';

const dayMs = 86_400_000;
const by = { actor: 'ada', nowMs: 1000 };
const ada = { bearer: { name: 'ada', productId: null }, by };
const novaOnly = { bearer: { name: 'bo', productId: 'nova' }, by: { ...by, actor: 'bo' } };
const request = { name: 'ci', role: 'engineer', product: 'nova', expiresInDays: 30 } as const;

let ports: {
  tokens: ReturnType<typeof fakeTokens>;
  catalog: ReturnType<typeof fakeCatalog>;
  entropy: ReturnType<typeof fakeEntropy>;
};
beforeEach(async () => {
  ports = { tokens: fakeTokens(), catalog: fakeCatalog(), entropy: fakeEntropy() };
  await ports.catalog.recordProduct({ id: 'nova', name: 'Nova', createdMs: 1 }, auditEntry('nova'));
});

describe('createToken', () => {
  it('answers the secret and keeps its digest only', async () => {
    const answer = await createToken(ports, request, ada);
    if (!answer.ok) throw new Error(answer.refusal);
    expect(isTokenSecret(answer.secret)).toBe(true);
    expect(answer.token).toEqual({
      name: 'ci',
      role: 'engineer',
      productId: 'nova',
      createdBy: 'ada',
      createdMs: 1000,
      expiresMs: 1000 + 30 * dayMs,
      revokedMs: null,
    });
    expect(ports.tokens.digests.get('ci')).toBe(deriveTokenDigest(answer.secret));
    expect(ports.tokens.audited).toEqual([
      {
        atMs: 1000,
        actor: 'ada',
        action: 'token created',
        subject: 'ci',
        details: JSON.stringify({ role: 'engineer', product: 'nova', expiresMs: 1000 + 30 * dayMs }),
      },
    ]);
    expect(JSON.stringify(ports.tokens.audited)).not.toContain(answer.secret.slice(5));
  });

  it('draws a secret of its own for each token', async () => {
    const one = await createToken(ports, request, ada);
    const other = await createToken(ports, { ...request, name: 'ci-2' }, ada);
    expect(one.ok && other.ok && one.secret !== other.secret).toBe(true);
  });

  it('never gives more than the bearer has', async () => {
    for (const product of [null, 'other']) {
      expect(await createToken(ports, { ...request, product }, novaOnly)).toEqual({
        ok: false,
        refusal: 'wider-than-own',
      });
    }
    expect((await createToken(ports, { ...request, role: 'operator' }, novaOnly)).ok).toBe(true);
    expect(ports.tokens.audited).toHaveLength(1);
  });

  it('refuses a taken name and an unknown product', async () => {
    await createToken(ports, request, ada);
    expect(await createToken(ports, request, ada)).toEqual({ ok: false, refusal: 'name-taken' });
    expect(await createToken(ports, { ...request, name: 'x', product: 'other' }, ada)).toEqual({
      ok: false,
      refusal: 'unknown-product',
    });
    expect(ports.tokens.audited).toHaveLength(1);
  });
});

describe('revokeToken', () => {
  beforeEach(async () => {
    await createToken(ports, request, ada);
    await createToken(ports, { ...request, name: 'wide', product: null }, ada);
  });

  it('ends the token at once; a second time changes nothing', async () => {
    expect(await revokeToken(ports, 'ci', ada)).toMatchObject({ ok: true, token: { name: 'ci', revokedMs: 1000 } });
    const later = { ...ada, by: { ...by, nowMs: 2000 } };
    expect(await revokeToken(ports, 'ci', later)).toMatchObject({ ok: true, token: { revokedMs: 1000 } });
    expect(ports.tokens.audited.filter(({ action }) => action === 'token revoked')).toHaveLength(1);
  });

  it('does not tell a bearer for one product of tokens beyond it', async () => {
    expect(await revokeToken(ports, 'wide', novaOnly)).toEqual({ ok: false, refusal: 'unknown-token' });
    expect(await revokeToken(ports, 'nobody', novaOnly)).toEqual({ ok: false, refusal: 'unknown-token' });
    expect((await revokeToken(ports, 'ci', novaOnly)).ok).toBe(true);
  });

  it('keeps the token that speaks', async () => {
    const itself = { bearer: { name: 'wide', productId: null }, by };
    expect(await revokeToken(ports, 'wide', itself)).toEqual({ ok: false, refusal: 'own-token' });
  });
});

describe('ensureOperatorToken', () => {
  it('creates one where there is none, and only then', async () => {
    const issued = await ensureOperatorToken(ports, 1000);
    expect(issued?.name).toBe('operator');
    expect(isTokenSecret(issued?.secret ?? '')).toBe(true);
    expect(await ports.tokens.loadToken(deriveTokenDigest(issued?.secret ?? ''), 1000)).toMatchObject({
      role: 'operator',
      productId: null,
      createdBy: 'launcher',
      expiresMs: null,
    });
    expect(await ensureOperatorToken(ports, 2000)).toBeNull();
  });

  it('does not count operators of one product, expired or revoked ones', async () => {
    await createToken(ports, { name: 'a', role: 'operator', product: 'nova', expiresInDays: null }, ada);
    await createToken(ports, { name: 'b', role: 'operator', product: null, expiresInDays: 1 }, ada);
    await createToken(ports, { name: 'c', role: 'engineer', product: null, expiresInDays: null }, ada);
    expect(await ensureOperatorToken(ports, 1000)).toBeNull();
    expect((await ensureOperatorToken(ports, 1000 + dayMs))?.name).toBe('operator');
  });

  it('takes the next name when all before it were used up', async () => {
    for (const name of ['operator', 'operator-2']) {
      expect((await ensureOperatorToken(ports, 1000))?.name).toBe(name);
      await revokeToken(ports, name, ada);
    }
    expect((await ensureOperatorToken(ports, 3000))?.name).toBe('operator-3');
  });

  it('finds an operator behind more tokens than fit a page', async () => {
    for (let index = 0; index < 250; index += 1) {
      await createToken(ports, { name: `a${index}`, role: 'viewer', product: null, expiresInDays: null }, ada);
    }
    await createToken(ports, { name: 'z', role: 'operator', product: null, expiresInDays: null }, ada);
    expect(await ensureOperatorToken(ports, 1000)).toBeNull();
  });
});
