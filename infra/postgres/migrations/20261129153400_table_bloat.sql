-- migrate:up

-- Bytes of each table that hold no rows, as the statistics of its columns tell: a page of 8,192 bytes has a header of
-- 24, a row one of 24 and a pointer of 4, and is a multiple of 8 bytes long (storage page layout, chapter 73.6 of the
-- manual of Postgres 15). Values that are stored apart from their rows are left out, and so are tables without
-- statistics.
create function operations.estimate_bloat() returns table (relation oid, bytes double precision)
  language sql stable security definer set search_path = pg_catalog
as $$
  select c.oid, greatest(0, c.relpages - ceil(c.reltuples * (28 + 8 * ceil(s.width / 8)) / (8192 - 24))) * 8192
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  join (
    select schemaname, tablename, sum((1 - null_frac) * avg_width) as width from pg_stats group by 1, 2
  ) s on s.schemaname = n.nspname and s.tablename = c.relname
  where c.relkind = 'r' and c.reltuples > 0
$$;
revoke execute on function operations.estimate_bloat() from public;
grant execute on function operations.estimate_bloat() to inkling_maintenance;

-- migrate:down
drop function operations.estimate_bloat();
