-- migrate:up

-- Maintenance tells engineers on call which sessions wait and which statements are slow. An owner that is no superuser
-- may be allowed neither of these; `GET /performance/database/stats` then says that it does not see all.
do $$
begin
  grant pg_read_all_stats to inkling_maintenance;
exception when insufficient_privilege then
  raise notice 'a superuser must grant pg_read_all_stats to inkling_maintenance';
end $$;

-- It counts only on a server that loads it: shared_preload_libraries = 'pg_stat_statements'.
do $$
begin
  if exists (select from pg_available_extensions where name = 'pg_stat_statements') then
    create extension if not exists pg_stat_statements;
  end if;
exception when insufficient_privilege then
  raise notice 'a superuser must create the extension pg_stat_statements';
end $$;

-- migrate:down
-- The extension stays: others may have created it, and use it.
revoke pg_read_all_stats from inkling_maintenance;
