-- migrate:up

-- The events of a tenant and a month that are in the archive and not in behaviour.events, unless they were restored.
create table behaviour.archives (
  tenant_id text not null,
  month date not null,
  object text not null, -- the name in the archive, without its ending; made from the checksum of its lines
  events bigint not null,
  size_bytes bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  archived_at timestamptz not null default now(),
  restored_at timestamptz,
  primary key (tenant_id, month, object)
);
alter table behaviour.archives enable row level security, force row level security;
create policy tenant on behaviour.archives
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
-- Operators list what is archived of all tenants.
create policy observe on behaviour.archives for select to inkling_maintenance, inkling_worker
  using (control.current_tenant() is null);
grant select, insert, update, delete on behaviour.archives to inkling_worker;
grant usage on schema behaviour to inkling_maintenance;
grant select on behaviour.archives to inkling_maintenance;
grant insert on behaviour.event_ids to inkling_worker;

-- Lets the worker read and change a table of events that is no partition, a tenant's rows at a time.
create function behaviour.isolate(table_name text) returns void
  language plpgsql set search_path = pg_catalog
as $$
begin
  execute format('alter table behaviour.%I enable row level security, force row level security', table_name);
  execute format('drop policy if exists tenant on behaviour.%I', table_name);
  execute format('create policy tenant on behaviour.%I using (tenant_id = control.current_tenant())'
    ' with check (tenant_id = control.current_tenant())', table_name);
  execute format('grant select, insert, delete on behaviour.%I to inkling_worker', table_name);
end $$;
revoke execute on function behaviour.isolate(text) from public;

-- Takes a month's partition away from behaviour.events. Until it is dropped, its table is `events_YYYY_MM_leaving`.
create function behaviour.detach_month(month date) returns void
  language plpgsql security definer set search_path = pg_catalog set lock_timeout = '500ms'
as $$
declare
  attached text := behaviour.month_table(month);
  leaving text := attached || '_leaving';
begin
  perform pg_advisory_xact_lock(hashtext('behaviour.events partitions'));
  if to_regclass('behaviour.' || leaving) is not null then return; end if;
  execute format('alter table behaviour.events detach partition behaviour.%I', attached);
  execute format('alter table behaviour.%I rename to %I', attached, leaving);
  perform behaviour.isolate(leaving);
-- Statements that read all events hold the lock. The caller tries again, and lets others pass in between.
exception when lock_not_available then
  raise exception 'events are in use' using errcode = 'serialization_failure';
end $$;

-- Drops the table of a month that was taken away. It fails if the table does not hold exactly so many events.
create function behaviour.drop_month(month date, archived bigint) returns void
  language plpgsql security definer set search_path = pg_catalog
as $$
declare
  leaving text := behaviour.month_table(month) || '_leaving';
  held bigint;
begin
  execute format('lock table behaviour.%I in access exclusive mode', leaving);
  execute format('select count(*) from behaviour.%I', leaving) into held;
  if held <> archived then
    raise exception 'the table % holds % events, but % are in the archive', leaving, held, archived;
  end if;
  execute format('drop table behaviour.%I', leaving);
end $$;

-- Drops what was loaded of a month and not attached.
create function behaviour.discard_month(month date) returns void
  language plpgsql security definer set search_path = pg_catalog
as $$
begin
  execute format('drop table if exists behaviour.%I', behaviour.month_table(month) || '_returning');
end $$;

-- Creates an empty table `events_YYYY_MM_returning` for the events of a month, in place of what an interrupted attempt
-- has left.
create function behaviour.prepare_month(month date) returns void
  language plpgsql security definer set search_path = pg_catalog
as $$
declare returning_table text := behaviour.month_table(month) || '_returning';
begin
  perform behaviour.discard_month(month);
  execute format('create table behaviour.%I (like behaviour.events including all)', returning_table);
  execute format('alter table behaviour.%I add constraint in_month check (occurred_at >= %L and occurred_at < %L)',
    returning_table, behaviour.month_start(month), behaviour.month_start((month + interval '1 month')::date));
  perform behaviour.isolate(returning_table);
end $$;

-- Attaches the table of `prepare_month`. Events of the month that were stored meanwhile move into it. It fails if the
-- table does not hold exactly so many events.
create function behaviour.attach_month(month date, loaded bigint) returns void
  language plpgsql security definer set search_path = pg_catalog set lock_timeout = '500ms'
as $$
declare
  attached text := behaviour.month_table(month);
  returning_table text := attached || '_returning';
  from_time timestamptz := behaviour.month_start(month);
  to_time timestamptz := behaviour.month_start((month + interval '1 month')::date);
  held bigint;
begin
  perform pg_advisory_xact_lock(hashtext('behaviour.events partitions'));
  execute format('lock table behaviour.%I in access exclusive mode', returning_table);
  execute format('select count(*) from behaviour.%I', returning_table) into held;
  if held <> loaded then
    raise exception 'the table % holds % events, but % were loaded', returning_table, held, loaded;
  end if;
  execute format('revoke all on behaviour.%I from inkling_worker', returning_table);
  execute format('drop policy tenant on behaviour.%I', returning_table);
  execute format('alter table behaviour.%I disable row level security, no force row level security', returning_table);
  if to_regclass('behaviour.' || attached) is not null then
    execute format('alter table behaviour.events detach partition behaviour.%I', attached);
    execute format(
      'insert into behaviour.%I select * from behaviour.%I on conflict do nothing', returning_table, attached);
    execute format('drop table behaviour.%I', attached);
  end if;
  execute format(
    'with moved as (
       delete from behaviour.events_default where occurred_at >= %L and occurred_at < %L returning *)
     insert into behaviour.%I select * from moved', from_time, to_time, returning_table);
  execute format('alter table behaviour.%I rename to %I', returning_table, attached);
  execute format(
    'alter table behaviour.events attach partition behaviour.%I for values from (%L) to (%L)',
    attached, from_time, to_time);
  execute format('alter table behaviour.%I drop constraint in_month', attached);
exception when lock_not_available then
  raise exception 'events are in use' using errcode = 'serialization_failure';
end $$;

revoke execute on function behaviour.detach_month(date), behaviour.drop_month(date, bigint),
  behaviour.discard_month(date), behaviour.prepare_month(date), behaviour.attach_month(date, bigint) from public;
grant execute on function behaviour.detach_month(date), behaviour.drop_month(date, bigint),
  behaviour.discard_month(date), behaviour.prepare_month(date), behaviour.attach_month(date, bigint)
  to inkling_worker;

-- migrate:down
drop function behaviour.attach_month(date, bigint), behaviour.prepare_month(date), behaviour.discard_month(date),
  behaviour.drop_month(date, bigint), behaviour.detach_month(date), behaviour.isolate(text);
revoke usage on schema behaviour from inkling_maintenance;
revoke insert on behaviour.event_ids from inkling_worker;
drop table behaviour.archives;
