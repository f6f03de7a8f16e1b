// Transactions that let go of a lost connection: the driver's own rollback to one ends the process.
import postgres from 'postgres';

type Change<T> = (tx: postgres.TransactionSql) => Promise<T>;

/**
 * `sql.begin` for drizzle. The driver (3.4.9) sends `rollback` to a connection that is gone, and throws outside of any
 * caller's reach (porsager/postgres#1208). So it never hears of a change that failed with its connection: the server has
 * undone it already, and the driver rejects the transaction by itself when the connection closes.
 */
export function beginOn(sql: postgres.Sql) {
  const begin = sql.begin.bind(sql);
  return <T>(change: Change<T>) =>
    begin((tx) =>
      change(tx).catch((error: unknown) => {
        if (isLost(error)) return new Promise<never>(() => {});
        throw error;
      }),
    );
}

/**
 * Whether an error took its connection along: PostgreSQL called it fatal, or the driver (`CONNECTION_CLOSED`) or the
 * system (`ECONNRESET`) named it. With any other the connection lives, and must hear of the rollback.
 */
function isLost(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof postgres.PostgresError) return at.severity !== 'ERROR';
    if ('code' in at && /^(CONNECT|E[A-Z]+$)/.test(String(at.code))) return true;
  }
  return false;
}
