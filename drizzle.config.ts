// Where drizzle-kit finds the tables and writes the SQL: `npx drizzle-kit generate --name <what it does>`.
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/adapters/postgres/schema/tables.ts',
  out: './migrations',
});
