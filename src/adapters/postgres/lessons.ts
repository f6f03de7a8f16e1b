// Reads out of PostgreSQL what completed rollouts taught, for any number of channels in one query.
import { sql } from 'drizzle-orm';
import type { Lessons } from '../../app/ports/lessons.ts';
import { lessonsOfDrift, type PastLesson } from '../../domain/gate/lesson.ts';
import { ask, type Database } from './database.ts';
import { rowSet } from './row-set.ts';
import { rollouts } from './schema/rollouts.ts';

type Row = { readonly p: string; readonly c: string; readonly lesson: PastLesson };

export function lessonStore(db: Database): Lessons {
  return {
    async loadLessons(channels) {
      if (channels.length === 0) return [];
      const asked = channels.map(({ product: p, channel: c }) => ({ p, c }));
      const rows = await ask(
        db.execute<Row>(sql`
          select x.p, x.c, newest.lesson || jsonb_build_object('isBeforeReference', newest.id < coalesce(reference.id, 0)) as lesson
          from ${rowSet(asked, 'p text, c text')}
            cross join lateral (select id, lesson from ${rollouts} where product_id = x.p and channel_id = x.c
              and state = 'completed' and lesson is not null order by id desc limit ${lessonsOfDrift}) newest
            left join lateral (select id from ${rollouts} where product_id = x.p and channel_id = x.c
              and state = 'completed' and lesson is null order by id desc limit 1) reference on true
          order by newest.id desc`),
      );
      return asked.map(({ p, c }) => rows.filter((row) => row.p === p && row.c === c).map(({ lesson }) => lesson));
    },
  };
}
