// Starts one PostgreSQL for a test run and migrates a template; each test file clones it in tens of milliseconds.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../scripts/launch/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a database on the server under test whose user may create others. */
    serverUrl: string;
    templateName: string;
  }
}

type TestServer = { readonly serverUrl: string; readonly templateName: string; stop(): Promise<void> };
type Shared = { server: Promise<TestServer>; users: number };

/** Vitest runs this file once a project, in one process: the projects share the server. */
const shared = globalThis as typeof globalThis & { orangeTestServer?: Shared };

async function migrateTemplate(serverUrl: string): Promise<string> {
  const templateName = `orange_template_${process.pid}`;
  const server = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await server.unsafe(`drop database if exists ${templateName}`);
  await server.unsafe(`create database ${templateName}`);
  await server.end();
  const template = postgres(Object.assign(new URL(serverUrl), { pathname: `/${templateName}` }).href, {
    max: 1,
    onnotice: () => {},
  });
  await migrate(drizzle(template), { migrationsFolder: 'migrations' });
  await template.end();
  return templateName;
}

/** The embedded PostgreSQL, or the one that DATABASE_URL names. */
async function startServer(): Promise<TestServer> {
  const given = process.env.DATABASE_URL;
  if (given !== undefined)
    return { serverUrl: given, templateName: await migrateTemplate(given), stop: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'orange-test-'));
  mkdirSync(join(folder, 'pg'), { recursive: true });
  const server = await startPostgres({ dir: join(folder, 'pg', 'data'), password: 'test', durability: 'fast' });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { serverUrl: server.url(), templateName: await migrateTemplate(server.url()), stop };
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.orangeTestServer ??= { server: startServer(), users: 0 };
  const mine = shared.orangeTestServer;
  mine.users += 1;
  const { serverUrl, templateName, stop } = await mine.server;
  project.provide('serverUrl', serverUrl);
  project.provide('templateName', templateName);
  return async () => {
    mine.users -= 1;
    if (mine.users === 0) await stop();
  };
}
