// Passes many rows to one statement, as one JSON parameter.
import { type SQL, sql } from 'drizzle-orm';

/**
 * `json_to_recordset` over rows whose columns `shape` names and types (`p text, n int`). Arrays cannot be bound with
 * `fetch_types: false`, and one statement for thousands of rows costs a hundredth of as many statements (performance.md 3b).
 */
export function rowSet(rows: readonly object[], shape: string): SQL {
  return sql`json_to_recordset(${JSON.stringify(rows)}::text::json) as x(${sql.raw(shape)})`;
}
