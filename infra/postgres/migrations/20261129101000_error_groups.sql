-- migrate:up

-- Faults of all processes by fingerprint. It holds no text of a message, and so nothing that users sent.
create table operations.error_groups (
  id text primary key, -- the fingerprint: service, code, place and route
  service text not null,
  code text not null,
  route text not null, -- or the kind of a job; empty for what a process had no room to tell apart
  place text not null, -- function and file; empty if no stack names our code
  classes text not null, -- of the newest
  reason text not null, -- of the newest
  count bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  trace_id text, -- of the newest whose trace was recorded
  state text not null default 'open' check (state in ('open', 'resolved', 'regressed')),
  resolved_at timestamptz -- the last time
);
create index error_groups_last on operations.error_groups (last_at desc, id desc);
grant select, update (state, resolved_at) on operations.error_groups to inkling_maintenance;

-- Which tenants met a fault: at most about 1,000 of each group.
create table operations.error_tenants (
  tenant_id text not null,
  error_id text not null,
  count bigint not null,
  last_at timestamptz not null,
  primary key (tenant_id, error_id)
);
create index error_tenants_error on operations.error_tenants (error_id, last_at desc);
alter table operations.error_tenants enable row level security, force row level security;
create policy tenant on operations.error_tenants
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
-- Without a tenant, those of all of them.
create policy observe on operations.error_tenants for select to inkling_maintenance
  using (control.current_tenant() is null);
grant select on operations.error_tenants to inkling_maintenance;
grant select, delete on operations.error_tenants to inkling_worker;

-- The last batch of each process that is stored.
create table operations.error_batches (
  source text primary key,
  number bigint not null,
  put_at timestamptz not null default now()
);

-- Adds the counts of a batch, unless it is stored already. A resolved group whose fault came again has regressed.
create function operations.put_error_groups(counted_by text, batch bigint, counts jsonb) returns void
  language plpgsql security definer set search_path = pg_catalog, operations
as $$
begin
  insert into operations.error_batches as b (source, number) values (counted_by, batch)
    on conflict (source) do update set number = excluded.number, put_at = excluded.put_at
    where b.number < excluded.number;
  if not found then return; end if;

  insert into operations.error_groups as g
    (id, service, code, route, place, classes, reason, count, first_at, last_at, trace_id)
  select id, service, code, route, place, classes, reason, count,
    'epoch'::timestamptz + "firstMs" * interval '1 millisecond', 'epoch'::timestamptz + "lastMs" * interval '1 ms',
    nullif("traceId", '')
  from jsonb_to_recordset(counts) as r (id text, service text, code text, route text, place text, classes text,
    reason text, count bigint, "firstMs" bigint, "lastMs" bigint, "traceId" text)
  order by id
  on conflict (id) do update set
    classes = excluded.classes,
    reason = excluded.reason,
    count = g.count + excluded.count,
    first_at = least(g.first_at, excluded.first_at),
    last_at = greatest(g.last_at, excluded.last_at),
    trace_id = coalesce(excluded.trace_id, g.trace_id),
    state = case when g.state = 'resolved' and excluded.last_at > g.resolved_at then 'regressed' else g.state end;

  insert into operations.error_tenants as t (tenant_id, error_id, count, last_at)
  select "tenantId", r.id, seen.count, 'epoch'::timestamptz + "lastMs" * interval '1 millisecond'
  from jsonb_to_recordset(counts) as r (id text, tenants jsonb),
    jsonb_to_recordset(r.tenants) as seen ("tenantId" text, count bigint, "lastMs" bigint)
  where (select count(*) from operations.error_tenants e where e.error_id = r.id) < 1000
    or exists (select from operations.error_tenants e where e.error_id = r.id and e.tenant_id = "tenantId")
  order by 1, 2
  on conflict (tenant_id, error_id) do update set
    count = t.count + excluded.count,
    last_at = greatest(t.last_at, excluded.last_at);
end $$;
revoke execute on function operations.put_error_groups(text, bigint, jsonb) from public;
grant execute on function operations.put_error_groups(text, bigint, jsonb)
  to inkling_gateway, inkling_prediction, inkling_suggestion, inkling_search, inkling_maintenance, inkling_worker;

-- Groups are kept for 90 days after their last fault.
create function operations.prune_error_groups() returns void
  language sql security definer set search_path = pg_catalog, operations
as $$
  with old as (delete from operations.error_groups where last_at < now() - interval '90 days' returning id)
  delete from operations.error_tenants where error_id in (select id from old);
  delete from operations.error_batches where put_at < now() - interval '90 days';
$$;
revoke execute on function operations.prune_error_groups() from public;
grant execute on function operations.prune_error_groups() to inkling_worker;

-- migrate:down
drop function operations.prune_error_groups();
drop function operations.put_error_groups(text, bigint, jsonb);
drop table operations.error_batches, operations.error_tenants, operations.error_groups;
