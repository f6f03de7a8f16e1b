// `npm run operator`: makes the first operator token of a database that has none, and prints it once.
import { ensureOperatorToken } from './launch/operator-token.ts';

const url = process.env.DATABASE_URL;
if (url === undefined) {
  console.error('DATABASE_URL is not set.\nSet it to the database that `npm run migrate` was run on.');
  process.exitCode = 2;
} else {
  const token = await ensureOperatorToken(url);
  console.log(token ?? 'There is an operator already; `orange token list` shows who.');
}
