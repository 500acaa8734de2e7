-- migrate:up

-- Which tenants have changed, so that one reader serves the models of all tenants. Every path that writes passes the
-- triggers. A row says only that something of the tenant may have changed; the tails of the tables say what.
create table operations.changes (
  xid xid8 not null default pg_current_xact_id(),
  topic text not null, -- as the contracts name them
  tenant_id text not null -- * for any tenant: the statement ran outside a tenant's transaction
);
create index changes_xid on operations.changes (xid);

-- Horizons, and when each was seen. By then every transaction below it had ended.
create table operations.change_horizons (
  horizon xid8 not null,
  seen_at timestamptz not null default now()
);

-- Records a change of the transaction's tenant under each topic that is an argument. Row-level security keeps a
-- statement from writing rows of another tenant.
create function operations.record_changes() returns trigger
  language plpgsql security definer set search_path = pg_catalog, operations
as $$
begin
  insert into operations.changes (topic, tenant_id)
  select unnest(tg_argv), coalesce(control.current_tenant(), '*');
  return null;
end $$;

create trigger events_changed after insert on behaviour.events
  for each statement execute function operations.record_changes('events');
create trigger items_changed after insert or update on catalog.items
  for each statement execute function operations.record_changes('items');
create trigger embeddings_changed after insert or update on catalog.item_embeddings
  for each statement execute function operations.record_changes('embeddings');
create trigger snapshots_changed after insert on behaviour.snapshots
  for each statement execute function operations.record_changes('snapshots', 'search-snapshots');

-- The tenants that changed in the transactions from `since` up to the horizon, and the horizon, from which the next
-- call goes on. Without changes there is one row with the horizon alone. It shows ids of all tenants and nothing else.
create function operations.changes_since(since xid8) returns table (horizon xid8, topic text, tenant_id text)
  language sql stable security definer set search_path = pg_catalog, operations
as $$
  select h.horizon, c.topic, c.tenant_id
  from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) h
  left join lateral (
    select distinct c.topic, c.tenant_id from operations.changes c where c.xid >= since and c.xid < h.horizon
  ) c on true
$$;
revoke execute on function operations.changes_since(xid8) from public;
grant execute on function operations.changes_since(xid8) to inkling_prediction, inkling_search;

-- Forgets the changes of transactions that ended more than ten minutes ago.
create function operations.prune_changes() returns void
  language plpgsql security definer set search_path = pg_catalog, operations
as $$
declare pruned xid8;
begin
  if not pg_try_advisory_xact_lock(hashtext('operations.prune_changes')) then return; end if;
  select max(h.horizon) into pruned from operations.change_horizons h where h.seen_at < now() - interval '10 minutes';
  delete from operations.changes where xid < pruned;
  delete from operations.change_horizons h where h.horizon < pruned;
  insert into operations.change_horizons (horizon) values (pg_snapshot_xmin(pg_current_snapshot()));
end $$;
revoke execute on function operations.prune_changes() from public;
grant execute on function operations.prune_changes() to inkling_prediction, inkling_search;
grant usage on schema operations to inkling_prediction, inkling_search;

-- migrate:down
drop trigger snapshots_changed on behaviour.snapshots;
drop trigger embeddings_changed on catalog.item_embeddings;
drop trigger items_changed on catalog.items;
drop trigger events_changed on behaviour.events;
drop function operations.prune_changes(), operations.changes_since(xid8), operations.record_changes();
drop table operations.change_horizons, operations.changes;
