// Gives a test file a migrated database of its own.
import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { type OpenDatabase, openDatabase } from '../../src/adapters/postgres/database.ts';

export type FreshDatabase = OpenDatabase & { readonly url: string; drop(): Promise<void> };

/** Call `drop` in `afterAll`. `maxConnections` bounds the pool of the handle, not of the server. */
export async function freshDatabase(maxConnections = 5): Promise<FreshDatabase> {
  const serverUrl = inject('serverUrl');
  const name = `t_${randomBytes(8).toString('hex')}`;
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await server.unsafe(`create database ${name} template ${inject('templateName')}`);
  await server.end();
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  const opened = openDatabase(url, maxConnections);
  async function drop() {
    await opened.close();
    const again = postgres(serverUrl, { max: 1, onnotice: () => {} });
    await again.unsafe(`drop database if exists ${name} with (force)`);
    await again.end();
  }
  return { ...opened, url, drop };
}
