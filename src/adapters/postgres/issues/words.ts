// The condition that an issue has all words that somebody searches for.
import { type SQL, sql } from 'drizzle-orm';
import { issues } from '../schema/reports.ts';

/** Han, kana and Hangul, as the function `signs_of` knows them: each sign is indexed as a word of its own, too. */
const signs = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+/gu;

/** PostgreSQL knows how many issues have the words: it begins with them where few have, and asks issue after issue where most have. */
export const hasWords = (words: string): SQL => sql`exists (
  select from issue_words w where w.product_id = ${issues.productId} and w.number = ${issues.number}
    and w.search @@ (${asQuery(words)}))`;

function asQuery(words: string): SQL {
  const plain = plainWords(words);
  const runs = plain.match(signs) ?? [];
  if (runs.length === 0) return sql`plainto_tsquery('simple', ${plain})`;
  const sideBySide = runs.map((run) => [...run].join(' <-> '));
  return sql`to_tsquery('simple', ${sideBySide.join(' & ')}) && plainto_tsquery('simple', ${plain.replace(signs, ' ')})`;
}

/** As the indexed text is: letters and digits of every script, everything else parts words. */
const plainWords = (words: string): string => words.replace(/[^\p{L}\p{N}]+/gu, ' ');
