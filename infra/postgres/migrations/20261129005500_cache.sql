-- migrate:up

-- The third tier of the cache. It can be lost at any time, so it is not logged.
create unlogged table operations.cache (
  tenant_id text not null,
  cache text not null,
  id text not null,
  value bytea not null,
  tags text[] not null,
  generation text not null, -- with position: the invalidations that the value has seen
  position bigint not null,
  fresh_ms integer not null,
  kept_ms integer not null,
  load_ms integer not null,
  loaded_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, cache, id)
);
create index cache_expiry on operations.cache (expires_at);
alter table operations.cache enable row level security, force row level security;
create policy tenant on operations.cache
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
grant usage on schema operations to inkling_suggestion;
grant select, insert, update, delete on operations.cache to inkling_prediction, inkling_search, inkling_suggestion;
grant select, delete on operations.cache to inkling_worker;

-- Deletes the values of all tenants that are no longer kept, 10,000 at a time.
create function operations.sweep_cache() returns void
  language plpgsql security definer set search_path = pg_catalog, operations
as $$
begin
  if not pg_try_advisory_xact_lock(hashtext('operations.sweep_cache')) then return; end if;
  delete from operations.cache where ctid in (
    select ctid from operations.cache where expires_at < now() limit 10000);
end $$;
revoke execute on function operations.sweep_cache() from public;
grant execute on function operations.sweep_cache() to inkling_prediction, inkling_search, inkling_suggestion;

-- migrate:down
drop function operations.sweep_cache();
drop table operations.cache;
