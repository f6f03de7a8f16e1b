// `npm run migrate`: brings the database that DATABASE_URL or --url names to the schema of this checkout.
import { parseArgs } from 'node:util';
import { describeError, LaunchError } from './launch/launch-error.ts';
import { migrateDatabase } from './launch/migrate.ts';

process.exitCode = await run();

async function run(): Promise<number> {
  const url = readUrl();
  if (url === undefined) {
    console.error(
      'Which database? Set DATABASE_URL, or: npm run migrate -- --url postgres://user:password@host/database',
    );
    return 2;
  }
  try {
    const { applied, total } = await migrateDatabase(url);
    console.log(
      applied === 0
        ? `Nothing to migrate: all ${total} migrations are in.`
        : `Applied ${applied} of ${total} migrations.`,
    );
    return 0;
  } catch (error) {
    console.error(`Not migrated: ${describeError(error)}`);
    console.error(error instanceof LaunchError ? error.hint : 'Is it running, and may this user create tables in it?');
    return 1;
  }
}

function readUrl(): string | undefined {
  try {
    return parseArgs({ options: { url: { type: 'string' } } }).values.url || process.env.DATABASE_URL || undefined;
  } catch {
    return undefined;
  }
}
