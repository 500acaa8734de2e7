-- migrate:up

-- Spans of kept traces, of all tenants and of the platform. Partitions are hours.
create table operations.spans (
  trace_id bytea not null,
  span_id bytea not null,
  parent_id bytea,
  started_at timestamptz not null,
  duration_us bigint not null,
  service text not null,
  name text not null,
  kind smallint not null, -- as OTLP numbers kinds
  is_error boolean not null,
  message text, -- of the status
  tenant_id text,
  attributes jsonb not null,
  events jsonb,
  primary key (trace_id, span_id, started_at) -- a span that is sent twice is stored once
) partition by range (started_at);
create index spans_attributes on operations.spans using gin (attributes jsonb_path_ops);
create index spans_tenant on operations.spans (tenant_id) where tenant_id is not null;
create index spans_age on operations.spans (started_at);

-- Takes the spans of every hour that has no partition. No insert fails for a missing partition.
create table operations.spans_default partition of operations.spans default;

-- One row per kept trace.
create table operations.traces (
  trace_id bytea primary key,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  duration_us bigint generated always as ((extract(epoch from ended_at - started_at) * 1000000)::bigint) stored,
  has_root boolean not null, -- whether name, route and service are those of the root
  name text not null,
  route text,
  service text not null,
  services text[] not null,
  tenant_id text,
  spans int not null,
  errors int not null
);
create index traces_age on operations.traces (started_at desc, trace_id desc);
create index traces_route on operations.traces (route, started_at desc);
create index traces_tenant on operations.traces (tenant_id, started_at desc);
create index traces_duration on operations.traces (duration_us);
create index traces_errors on operations.traces (started_at desc) where errors > 0;
create index traces_services on operations.traces using gin (services);

-- Creates the hourly partitions from this hour to `hours_ahead` later, and drops those older than `kept_hours` and the
-- oldest beyond `max_bytes`. Returns false if this hour alone is larger.
create function operations.roll_spans(hours_ahead int, kept_hours int, max_bytes bigint) returns boolean
  language plpgsql security definer set search_path = pg_catalog, operations
as $$
declare
  this_hour timestamp := date_trunc('hour', now() at time zone 'utc');
  first_hour timestamp;
  partition_name text;
  oldest text;
  kept_from timestamptz := now() - make_interval(hours => kept_hours);
begin
  -- A statement that waits for a lock on the table holds up all inserts behind it.
  set local lock_timeout = '2s';
  perform pg_advisory_xact_lock(hashtext('operations.roll_spans'));
  for step in 0..hours_ahead loop
    first_hour := this_hour + make_interval(hours => step);
    partition_name := 'spans_' || to_char(first_hour, 'YYYY_MM_DD_HH24');
    if to_regclass('operations.' || partition_name) is null then
      execute format('create table operations.%I (like operations.spans including defaults including constraints)',
        partition_name);
      execute format(
        'with moved as (delete from operations.spans_default where started_at >= %L and started_at < %L returning *)
         insert into operations.%I select * from moved',
        first_hour at time zone 'utc', (first_hour + interval '1 hour') at time zone 'utc', partition_name);
      execute format('alter table operations.spans attach partition operations.%I for values from (%L) to (%L)',
        partition_name, first_hour at time zone 'utc', (first_hour + interval '1 hour') at time zone 'utc');
    end if;
  end loop;
  loop
    select c.relname into oldest from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'operations.spans'::regclass and c.relname <> 'spans_default'
        and c.relname < 'spans_' || to_char(this_hour, 'YYYY_MM_DD_HH24')
      order by c.relname limit 1;
    exit when oldest is null;
    exit when oldest >= 'spans_' || to_char(date_trunc('hour', kept_from at time zone 'utc'), 'YYYY_MM_DD_HH24')
      and operations.span_bytes() <= max_bytes;
    execute format('drop table operations.%I', oldest);
    kept_from := greatest(kept_from,
      (to_timestamp(substr(oldest, 7), 'YYYY_MM_DD_HH24')::timestamp + interval '1 hour') at time zone 'utc');
  end loop;
  delete from operations.spans_default where started_at < kept_from;
  delete from operations.traces where started_at < kept_from;
  return operations.span_bytes() <= max_bytes;
end $$;

-- The size of all spans and traces on disk.
create function operations.span_bytes() returns bigint
  language sql stable security definer set search_path = pg_catalog, operations
as $$
  select pg_total_relation_size('operations.traces')
    + coalesce(sum(pg_total_relation_size(inhrelid)), 0)::bigint
  from pg_inherits where inhparent = 'operations.spans'::regclass
$$;

-- Deletes up to `batch` spans and traces of the transaction's tenant. Returns how many.
create function operations.erase_spans(batch int) returns int
  language plpgsql security definer set search_path = pg_catalog, operations
as $$
declare
  erased int;
  more int;
begin
  delete from operations.spans where (tableoid, ctid) in (
    select tableoid, ctid from operations.spans where tenant_id = control.current_tenant() limit batch);
  get diagnostics erased = row_count;
  delete from operations.traces where trace_id in (
    select trace_id from operations.traces where tenant_id = control.current_tenant() limit batch);
  get diagnostics more = row_count;
  return erased + more;
end $$;

revoke execute on function operations.roll_spans(int, int, bigint), operations.span_bytes(),
  operations.erase_spans(int) from public;
grant execute on function operations.roll_spans(int, int, bigint), operations.span_bytes() to inkling_maintenance;
grant execute on function operations.erase_spans(int) to inkling_worker;
grant select, insert on operations.spans to inkling_maintenance;
grant select, insert, update on operations.traces to inkling_maintenance;
select operations.roll_spans(3, 24, 1000000000);

-- migrate:down
drop function operations.roll_spans(int, int, bigint), operations.span_bytes(), operations.erase_spans(int);
drop table operations.spans, operations.traces;
