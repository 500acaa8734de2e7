-- migrate:up

-- How many events the counted answers stored: what a tenant is metered by, and what its plan limits per day.
alter table operations.service_minutes add column events bigint not null default 0;

create or replace function operations.put_service_minutes(counted_by text, counts jsonb) returns void
  language sql security definer set search_path = pg_catalog, operations
as $$
  insert into operations.service_minutes (tenant_id, class, minute, source, total, errors, latency, events)
  select tenant_id, class, to_timestamp(minute), counted_by, total, errors, latency, coalesce(events, 0)
  from jsonb_to_recordset(counts)
    as r (tenant_id text, class text, minute bigint, total bigint, errors bigint, latency bigint[], events bigint)
  on conflict (tenant_id, class, minute, source) do update set
    total = excluded.total, errors = excluded.errors, latency = excluded.latency, events = excluded.events
$$;

create or replace function operations.sum_service_minutes(unit text, until timestamptz) returns void
  language sql set search_path = pg_catalog, operations
as $$
  with old as (
    delete from operations.service_minutes
    where minute < date_trunc(unit, until, 'UTC') and (source <> '' or minute <> date_trunc(unit, minute, 'UTC'))
    returning *)
  insert into operations.service_minutes as s (tenant_id, class, minute, source, total, errors, latency, events)
  select tenant_id, class, date_trunc(unit, minute, 'UTC'), '', sum(total), sum(errors),
    array[sum(latency[1]), sum(latency[2]), sum(latency[3]), sum(latency[4]), sum(latency[5]), sum(latency[6]),
      sum(latency[7]), sum(latency[8]), sum(latency[9]), sum(latency[10]), sum(latency[11])]::bigint[], sum(events)
  from old group by 1, 2, 3
  on conflict (tenant_id, class, minute, source) do update set
    total = s.total + excluded.total,
    errors = s.errors + excluded.errors,
    events = s.events + excluded.events,
    latency = (
      select array_agg(a + b order by place)
      from unnest(s.latency, excluded.latency) with ordinality as sums (a, b, place))
$$;

-- migrate:down
create or replace function operations.put_service_minutes(counted_by text, counts jsonb) returns void
  language sql security definer set search_path = pg_catalog, operations
as $$
  insert into operations.service_minutes (tenant_id, class, minute, source, total, errors, latency)
  select tenant_id, class, to_timestamp(minute), counted_by, total, errors, latency
  from jsonb_to_recordset(counts)
    as r (tenant_id text, class text, minute bigint, total bigint, errors bigint, latency bigint[])
  on conflict (tenant_id, class, minute, source)
    do update set total = excluded.total, errors = excluded.errors, latency = excluded.latency
$$;

create or replace function operations.sum_service_minutes(unit text, until timestamptz) returns void
  language sql set search_path = pg_catalog, operations
as $$
  with old as (
    delete from operations.service_minutes
    where minute < date_trunc(unit, until, 'UTC') and (source <> '' or minute <> date_trunc(unit, minute, 'UTC'))
    returning *)
  insert into operations.service_minutes as s (tenant_id, class, minute, source, total, errors, latency)
  select tenant_id, class, date_trunc(unit, minute, 'UTC'), '', sum(total), sum(errors),
    array[sum(latency[1]), sum(latency[2]), sum(latency[3]), sum(latency[4]), sum(latency[5]), sum(latency[6]),
      sum(latency[7]), sum(latency[8]), sum(latency[9]), sum(latency[10]), sum(latency[11])]::bigint[]
  from old group by 1, 2, 3
  on conflict (tenant_id, class, minute, source) do update set
    total = s.total + excluded.total,
    errors = s.errors + excluded.errors,
    latency = (
      select array_agg(a + b order by place)
      from unnest(s.latency, excluded.latency) with ordinality as sums (a, b, place))
$$;

alter table operations.service_minutes drop column events;
