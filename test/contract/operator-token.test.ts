// The launcher's first operator, on a real database: one secret, once, that opens the door.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureOperatorToken } from '../../scripts/launch/operator-token.ts';
import { tokenStore } from '../../src/adapters/postgres/tokens.ts';
import { deriveTokenDigest, isTokenSecret } from '../../src/domain/catalog/token-secret.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

it('is issued at the first start only', async () => {
  const secret = (await ensureOperatorToken(database.url)) ?? '';
  expect(isTokenSecret(secret)).toBe(true);
  const found = await tokenStore(database.db).loadToken(deriveTokenDigest(secret), Date.now());
  expect(found).toMatchObject({ name: 'operator', role: 'operator', productId: null });
  expect(await ensureOperatorToken(database.url)).toBeUndefined();
});
