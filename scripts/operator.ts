// `npm run operator`: makes the first operator token of a database that has none, and prints it once.
import { describeError } from './launch/launch-error.ts';
import { ensureOperatorToken } from './launch/operator-token.ts';

const url = process.env.DATABASE_URL;
if (url === undefined) {
  console.error('DATABASE_URL is not set.\nSet it to the database that `npm run migrate` was run on.');
  process.exitCode = 2;
} else {
  try {
    const token = await ensureOperatorToken(url);
    console.log(token ?? 'There is an operator already; `orange token list` shows who.');
  } catch (error) {
    console.error(`No operator was made: ${describeError(innermost(error))}`);
    console.error('Does DATABASE_URL name a database that runs, and was `npm run migrate` run on it?');
    process.exitCode = 1;
  }
}

/** What happened stands inside of what was told to whoever asked. */
function innermost(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? innermost(error.cause) : error;
}
