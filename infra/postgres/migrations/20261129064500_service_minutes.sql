-- migrate:up

-- How many requests were answered, how many of these with an error, and how fast, for service-level objectives.
-- A gateway states the whole count of its minute each time, so that a repeated statement changes nothing.
create table operations.service_minutes (
  tenant_id text not null, -- empty: the key could not be checked
  class text not null,
  minute timestamptz not null, -- its beginning; of an hour after 4 days, of a day (UTC) after 35 days
  source text not null, -- the process that counted; empty for the sum of all
  total bigint not null,
  errors bigint not null,
  latency bigint[] not null, -- answers without an error, by the edges in packages/telemetry/src/slo.ts
  primary key (tenant_id, class, minute, source)
);
create index service_minutes_age on operations.service_minutes (minute);
alter table operations.service_minutes enable row level security, force row level security;
create policy tenant on operations.service_minutes
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
-- Without a tenant, the sums over all of them.
create policy observe on operations.service_minutes for select to inkling_gateway, inkling_maintenance
  using (control.current_tenant() is null);
grant select on operations.service_minutes to inkling_gateway, inkling_maintenance;
grant select, delete on operations.service_minutes to inkling_worker;

create function operations.put_service_minutes(counted_by text, counts jsonb) returns void
  language sql security definer set search_path = pg_catalog, operations
as $$
  insert into operations.service_minutes (tenant_id, class, minute, source, total, errors, latency)
  select tenant_id, class, to_timestamp(minute), counted_by, total, errors, latency
  from jsonb_to_recordset(counts)
    as r (tenant_id text, class text, minute bigint, total bigint, errors bigint, latency bigint[])
  on conflict (tenant_id, class, minute, source)
    do update set total = excluded.total, errors = excluded.errors, latency = excluded.latency
$$;
revoke execute on function operations.put_service_minutes(text, jsonb) from public;
grant execute on function operations.put_service_minutes(text, jsonb) to inkling_gateway;

-- Sums the counts before `until` by hour or day.
create function operations.sum_service_minutes(unit text, until timestamptz) returns void
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
revoke execute on function operations.sum_service_minutes(text, timestamptz) from public;

-- Counts are kept 4 days by minute, 35 days by hour and 400 days by day.
create function operations.compact_service_minutes() returns void
  language plpgsql security definer set search_path = pg_catalog, operations
as $$
begin
  if not pg_try_advisory_xact_lock(hashtext('operations.compact_service_minutes')) then return; end if;
  perform operations.sum_service_minutes('hour', now() - interval '4 days');
  perform operations.sum_service_minutes('day', now() - interval '35 days');
  delete from operations.service_minutes where minute < now() - interval '400 days';
end $$;
revoke execute on function operations.compact_service_minutes() from public;
grant execute on function operations.compact_service_minutes() to inkling_worker;

-- migrate:down
drop function operations.compact_service_minutes();
drop function operations.sum_service_minutes(text, timestamptz);
drop function operations.put_service_minutes(text, jsonb);
drop table operations.service_minutes;
