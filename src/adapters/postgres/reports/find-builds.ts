// Finds the builds that reports name, as a part of a statement over the rows `given`, which have `p` and `names`.

/** By version, vendor string or id, earlier names first, once for all rows that name it alike. */
export const findBuilds = `
  named as materialized (
    select l.p, l.names, (
      select b.id from json_array_elements_text(l.names::json) with ordinality as x(name, at)
        join builds b on b.product_id = l.p and b.state = 'sealed' and x.name in (b.version, b.vendor_version, b.id)
      order by x.at, b.version = x.name desc limit 1) as build_id
    from (select distinct p, names from given) l)`;
