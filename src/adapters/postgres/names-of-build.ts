// The names under which reports are bound to a build that somebody names by its id, version or vendor string.
import { type SQL, sql } from 'drizzle-orm';

/** A report is bound to the id of its build, and to the name that was reported while nobody published one. Rows of `name`. */
export const namesOfBuild = (product: string, build: string): SQL => sql`
  select ${build}::text as name
  union select id from builds where product_id = ${product} and state = 'sealed' and ${build} in (version, vendor_version)`;
