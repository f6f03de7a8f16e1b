// Reads out of PostgreSQL what completed rollouts taught, for any number of channels in one query.
import { sql } from 'drizzle-orm';
import type { Lessons } from '../../app/ports/lessons.ts';
import { type Lesson, lessonsOfDrift } from '../../domain/gate/lesson.ts';
import { ask, type Database } from './database.ts';
import { rowSet } from './row-set.ts';
import { rollouts } from './schema/rollouts.ts';

type Row = { readonly p: string; readonly c: string; readonly lesson: Lesson };

export function lessonStore(db: Database): Lessons {
  return {
    async loadLessons(channels) {
      if (channels.length === 0) return [];
      const asked = channels.map(({ product: p, channel: c }) => ({ p, c }));
      const rows = await ask(
        db.execute<Row>(sql`
          select x.p, x.c, newest.lesson from ${rowSet(asked, 'p text, c text')},
            lateral (select id, lesson from ${rollouts} where product_id = x.p and channel_id = x.c
              and state = 'completed' and lesson is not null order by id desc limit ${lessonsOfDrift}) newest
          order by newest.id desc`),
      );
      return asked.map(({ p, c }) => rows.filter((row) => row.p === p && row.c === c).map(({ lesson }) => lesson));
    },
  };
}
