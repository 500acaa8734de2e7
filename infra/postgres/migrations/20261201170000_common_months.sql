-- migrate:up

-- As before, but months of the last ten years and those to come are always created. The limit of 600 partitions holds
-- for older ones, so that nobody's events of such a time take the months away that all need.
create or replace function behaviour.ensure_month(month date) returns boolean
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
    or month < now() - interval '10 years'
      and (select count(*) from pg_inherits where inhparent = 'behaviour.events'::regclass) >= 600
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

-- migrate:down
create or replace function behaviour.ensure_month(month date) returns boolean
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
