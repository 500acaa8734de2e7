-- migrate:up

-- How much of what its plan limits a tenant has, by the hour.
create table operations.meters (
  tenant_id text not null,
  hour timestamptz not null, -- its beginning (UTC)
  meter text not null, -- as the limit of the plan is named
  source text not null, -- the process that measured; empty for what is counted in Postgres
  value bigint not null, -- when it was last measured
  peak bigint not null, -- the most of the hour
  measured_at timestamptz not null,
  primary key (tenant_id, meter, hour, source)
);
alter table operations.meters enable row level security, force row level security;
create policy tenant on operations.meters
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
grant select on operations.meters to inkling_gateway, inkling_maintenance;
grant select, delete on operations.meters to inkling_worker;

-- Stores what a process measured now. Nothing is stored of a tenant that is being erased.
create function operations.put_meters(measured_by text, readings jsonb) returns void
  language sql security definer set search_path = pg_catalog, operations
as $$
  insert into operations.meters as m (tenant_id, hour, meter, source, value, peak, measured_at)
  select r.tenant_id, date_trunc('hour', now(), 'UTC'), r.meter, measured_by, r.value, r.value, now()
  from jsonb_to_recordset(readings) as r (tenant_id text, meter text, value bigint)
  join control.tenants t on t.id = r.tenant_id and t.status in ('active', 'suspended')
  on conflict (tenant_id, meter, hour, source) do update set
    value = excluded.value, peak = greatest(m.peak, excluded.value), measured_at = excluded.measured_at
$$;
revoke execute on function operations.put_meters(text, jsonb) from public;
grant execute on function operations.put_meters(text, jsonb)
  to inkling_gateway, inkling_prediction, inkling_search, inkling_maintenance;

-- Counts the items of every tenant and what its rows occupy. A row occupies its share of its table and the indexes, so
-- that the tenants together occupy what the disk holds. Does nothing while another process counts.
create function operations.measure_stored() returns void
  language plpgsql security definer set search_path = pg_catalog, operations
as $$
begin
  if not pg_try_advisory_xact_lock(hashtext('operations.measure_stored')) then return; end if;
  with counted as materialized (
    select 'catalog.items'::regclass as relation, tenant_id, count(*) as count,
      count(*) filter (where deleted_at is null) as items
    from catalog.items group by tenant_id
    union all
    select 'behaviour.events'::regclass, tenant_id, count(*), 0 from behaviour.events group by tenant_id
    union all
    select 'learning.receipts'::regclass, tenant_id, count(*), 0 from learning.receipts group by tenant_id
    union all
    select 'learning.feedback'::regclass, tenant_id, count(*), 0 from learning.feedback group by tenant_id
  ), tables as (
    select relation, coalesce(
        (select nullif(sum(pg_total_relation_size(relid)), 0) from pg_partition_tree(relation)),
        pg_total_relation_size(relation)) / sum(count) as row_bytes
    from counted group by relation
  ), stored as (
    select tenant_id, sum(items) as items, sum(count * row_bytes) as bytes
    from counted join tables using (relation) group by tenant_id
  ), snapshots as (
    select tenant_id, sum(size_bytes) as bytes from behaviour.snapshots group by tenant_id
  )
  insert into operations.meters as m (tenant_id, hour, meter, source, value, peak, measured_at)
  select t.id, date_trunc('hour', now(), 'UTC'), v.meter, '', v.value, v.value, now()
  from control.tenants t
  left join stored on stored.tenant_id = t.id
  left join snapshots on snapshots.tenant_id = t.id
  cross join lateral (values
    ('items', coalesce(stored.items, 0)::bigint),
    ('storageBytes', (coalesce(stored.bytes, 0) + coalesce(snapshots.bytes, 0))::bigint)) as v (meter, value)
  where t.status in ('active', 'suspended')
  on conflict (tenant_id, meter, hour, source) do update set
    value = excluded.value, peak = greatest(m.peak, excluded.value), measured_at = excluded.measured_at;
end $$;
revoke execute on function operations.measure_stored() from public;
grant execute on function operations.measure_stored() to inkling_maintenance;

-- migrate:down
drop function operations.measure_stored();
drop function operations.put_meters(text, jsonb);
drop table operations.meters;
