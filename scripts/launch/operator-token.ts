// The first operator: without a token nobody could use a service that has just been started for the first time.
import { openDatabase } from '../../src/adapters/postgres/database.ts';
import { tokenStore } from '../../src/adapters/postgres/tokens.ts';
import { systemEntropy } from '../../src/adapters/system/entropy.ts';
import { ensureOperatorToken as ensure } from '../../src/app/ensure-operator-token.ts';

/** The token to show once, or undefined when the database has an operator already. `url` is a direct connection. */
export async function ensureOperatorToken(url: string): Promise<string | undefined> {
  const database = openDatabase(url, 1);
  try {
    const issued = await ensure({ tokens: tokenStore(database.db), entropy: systemEntropy }, Date.now());
    return issued?.secret;
  } finally {
    await database.close();
  }
}
