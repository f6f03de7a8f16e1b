// The piece of SQL that puts given reports among the others, for intake and for those that were read later.

type Insertion = {
  /** The relation with `n`, `number` of the issue and `is_known`, one row a report. */
  readonly judged: string;
  /** What else holds for a row `j` of it that is inserted. */
  readonly unless?: string;
  readonly returning: string;
};

/** In the order of their ids, so that two groups of two processes that hold the same ids never wait for each other in a circle. */
export const insertReports = ({ judged, unless = '', returning }: Insertion): string => `
    insert into reports (product_id, id, kind, device_id, model_id, reported_build, build_id, title, issue_number, key,
      other_keys, sent_by, object_key, size_bytes, received_ms)
    select g.p, g.i, g.kind, g.d, v.model_id, g.names::json->>0, b.build_id, g.title, j.number, g.key,
      g.other::jsonb, g.sent_by, g.object_key, g.size_bytes, g.ms
    from given g join ${judged} j using (n) join named b using (p, names)
      left join devices v on v.product_id = g.p and v.id = g.d
    where j.number is not null and not j.is_known ${unless === '' ? '' : `and not (${unless})`} order by g.p, g.i
    on conflict do nothing returning ${returning}`;
