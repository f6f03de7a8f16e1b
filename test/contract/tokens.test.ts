// The contract of access tokens, run on the fake and on PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenStore } from '../../src/adapters/postgres/tokens.ts';
import type { Tokens } from '../../src/app/ports/tokens.ts';
import type { Token } from '../../src/domain/catalog/token.ts';
import { fakeTokens } from '../fakes/tokens.ts';
import { freshDatabase } from '../harness/database.ts';
import { auditEntry, auditedSubjects } from './audited.ts';

type Subject = { readonly tokens: Tokens; audited(): Promise<string[]>; close(): Promise<void> };

const implementations: readonly { name: string; open(): Promise<Subject> }[] = [
  {
    name: 'fake',
    async open() {
      const fake = fakeTokens();
      return { tokens: fake, audited: async () => fake.audited.map(({ subject }) => subject), close: async () => {} };
    },
  },
  {
    name: 'postgres',
    async open() {
      const database = await freshDatabase();
      return { tokens: tokenStore(database.db), audited: () => auditedSubjects(database), close: database.drop };
    },
  },
];

const tokenOf = (name: string, changes: Partial<Token> = {}): Token => ({
  name,
  role: 'viewer',
  productId: null,
  createdBy: 'ada',
  createdMs: 5,
  expiresMs: null,
  revokedMs: null,
  ...changes,
});

describe.each(implementations)('tokens on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  it('finds a token by its digest alone', async () => {
    expect(await subject.tokens.recordToken(tokenOf('bo'), 'd-bo', auditEntry('bo'))).toBe(true);
    expect(await subject.tokens.loadToken('d-bo', 10)).toEqual(tokenOf('bo'));
    expect(await subject.tokens.loadToken('bo', 10)).toBeNull();
  });

  it('leaves a taken name as it was', async () => {
    expect(await subject.tokens.recordToken(tokenOf('bo', { role: 'operator' }), 'd-2', auditEntry('again'))).toBe(
      false,
    );
    expect(await subject.tokens.loadToken('d-2', 10)).toBeNull();
    expect(await subject.tokens.loadTokenNamed('bo')).toEqual(tokenOf('bo'));
  });

  it('ends at the instant of expiry', async () => {
    await subject.tokens.recordToken(tokenOf('cy', { expiresMs: 20, productId: 'nova' }), 'd-cy', auditEntry('cy'));
    expect((await subject.tokens.loadToken('d-cy', 19))?.productId).toBe('nova');
    expect(await subject.tokens.loadToken('d-cy', 20)).toBeNull();
    expect((await subject.tokens.loadTokenNamed('cy'))?.expiresMs).toBe(20);
  });

  it('revokes once, keeps the name, and never lets it be used again', async () => {
    expect(await subject.tokens.recordTokenRevoked('bo', 30, auditEntry('bo revoked'))).toBe(true);
    expect(await subject.tokens.recordTokenRevoked('bo', 31, auditEntry('bo again'))).toBe(false);
    expect(await subject.tokens.recordTokenRevoked('nobody', 31, auditEntry('nobody'))).toBe(false);
    expect(await subject.tokens.loadToken('d-bo', 10)).toBeNull();
    expect(await subject.tokens.loadTokenNamed('bo')).toEqual(tokenOf('bo', { revokedMs: 30 }));
    expect(await subject.tokens.recordToken(tokenOf('bo'), 'd-3', auditEntry('bo anew'))).toBe(false);
  });

  it('pages by name, all of them or those of one product', async () => {
    await subject.tokens.recordToken(tokenOf('ab', { productId: 'nova' }), 'd-ab', auditEntry('ab'));
    const first = await subject.tokens.loadTokens({ limit: 2, after: null }, null);
    expect(first).toMatchObject({ items: [{ name: 'ab' }, { name: 'bo' }], next: 'bo' });
    const second = await subject.tokens.loadTokens({ limit: 2, after: first.next }, null);
    expect(second).toMatchObject({ items: [{ name: 'cy' }], next: null });
    const ofNova = await subject.tokens.loadTokens({ limit: 9, after: null }, 'nova');
    expect(ofNova.items.map(({ name }) => name)).toEqual(['ab', 'cy']);
    expect((await subject.tokens.loadTokens({ limit: 9, after: 'ab' }, 'nova')).items).toHaveLength(1);
  });

  it('audits what took effect, and only that', async () => {
    expect(await subject.audited()).toEqual(['bo', 'cy', 'bo revoked', 'ab']);
  });
});
