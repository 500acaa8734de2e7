-- migrate:up

-- The name of the table of a month's events.
create function behaviour.month_table(month date) returns text
  language sql stable set search_path = pg_catalog
  as $$ select 'events_' || to_char(month, 'YYYY_MM') $$;

-- The limits of a month in UTC.
create function behaviour.month_start(month date) returns timestamptz
  language sql stable set search_path = pg_catalog
  as $$ select date_trunc('month', month)::timestamp at time zone 'utc' $$;

-- Creates the partition of a month, unless it exists. Events of the month that were stored before move into it. Returns
-- whether it was created: not if there are 600 partitions, and not while a long statement reads the default partition;
-- events of the month then go there, until the job `partition` creates the missing partition.
create function behaviour.ensure_month(month date) returns boolean
  language plpgsql security definer set search_path = pg_catalog set lock_timeout = '500ms'
as $$
declare
  partition_name text := behaviour.month_table(month);
  from_time timestamptz := behaviour.month_start(month);
  to_time timestamptz := behaviour.month_start((month + interval '1 month')::date);
begin
  if to_regclass('behaviour.' || partition_name) is not null then return false; end if;
  perform pg_advisory_xact_lock(hashtext('behaviour.events partitions'));
  if to_regclass('behaviour.' || partition_name) is not null
    or (select count(*) from pg_inherits where inhparent = 'behaviour.events'::regclass) >= 600
  then return false; end if;
  -- Postgres cannot attach a partition while the default partition holds rows of its month, so these move first.
  execute format(
    'create table behaviour.%I (like behaviour.events including defaults including constraints)', partition_name);
  execute format(
    'with moved as (
       delete from behaviour.events_default where occurred_at >= %L and occurred_at < %L returning *)
     insert into behaviour.%I select * from moved', from_time, to_time, partition_name);
  execute format(
    'alter table behaviour.events attach partition behaviour.%I for values from (%L) to (%L)',
    partition_name, from_time, to_time);
  return true;
exception when lock_not_available then
  return false;
end $$;
revoke execute on function behaviour.ensure_month(date) from public;
grant execute on function behaviour.ensure_month(date) to inkling_prediction, inkling_worker;

-- Creates the monthly partitions from this month to `months_ahead` months later, and those of the months whose events
-- are in the default partition. Returns how many it created.
create or replace function behaviour.ensure_partitions(months_ahead int) returns int
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  months date[];
  wanted date;
  created int := 0;
begin
  select array_agg(first_day::date) into months from (
    select date_trunc('month', now() at time zone 'utc') + make_interval(months => step) as first_day
    from generate_series(0, months_ahead) step
    union select date_trunc('month', occurred_at at time zone 'utc') from behaviour.events_default
  ) all_months;
  foreach wanted in array months loop
    if behaviour.ensure_month(wanted) then created := created + 1; end if;
  end loop;
  return created;
end $$;

-- How many events are in the default partition, up to 1,000.
create function behaviour.stranded_events() returns int
  language sql security definer set search_path = pg_catalog
  as $$ select count(*)::int from (select from behaviour.events_default limit 1000) stranded $$;
revoke execute on function behaviour.stranded_events() from public;
grant execute on function behaviour.stranded_events() to inkling_worker;

-- migrate:down
drop function behaviour.stranded_events();
create or replace function behaviour.ensure_partitions(months_ahead int) returns int
  language plpgsql security definer set search_path = pg_catalog, behaviour
as $$
declare
  first_day date;
  partition_name text;
  month_start timestamptz;
  month_end timestamptz;
  created int := 0;
begin
  for step in 0..months_ahead loop
    first_day := (date_trunc('month', now() at time zone 'utc') + make_interval(months => step))::date;
    partition_name := 'events_' || to_char(first_day, 'YYYY_MM');
    if to_regclass('behaviour.' || partition_name) is null then
      month_start := first_day::timestamp at time zone 'utc';
      month_end := (first_day + interval '1 month') at time zone 'utc';
      -- Postgres cannot attach a partition while the default partition holds rows of its month, so these move first.
      execute format(
        'create table behaviour.%I (like behaviour.events including defaults including constraints)', partition_name);
      execute format(
        'with moved as (delete from behaviour.events_default where occurred_at >= %L and occurred_at < %L returning *)
         insert into behaviour.%I select * from moved', month_start, month_end, partition_name);
      execute format(
        'alter table behaviour.events attach partition behaviour.%I for values from (%L) to (%L)',
        partition_name, month_start, month_end);
      created := created + 1;
    end if;
  end loop;
  return created;
end $$;
drop function behaviour.ensure_month(date), behaviour.month_start(date), behaviour.month_table(date);
