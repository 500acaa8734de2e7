-- migrate:up

-- A dispatcher in maintenance hands runs to the queues. Until then they wait here.
alter table operations.runs
  add column priority smallint not null default 1 check (priority between 0 and 2), -- high, normal, low
  add column run_at timestamptz, -- it does not begin before
  add column dedupe_key text,
  add column after text[] not null default '{}', -- the runs that must succeed before it begins
  -- Since when it waits for a worker; null while it waits for its time or for other runs.
  add column ready_at timestamptz default date_trunc('milliseconds', now()),
  add column handed_at timestamptz, -- when a queue got its job
  add column trace_context text, -- of the request that asked for it
  add column attempts integer not null default 0; -- how often a worker began it

-- The first one of every kind, tenant and priority is found without reading the others.
create index runs_waiting on operations.runs (kind, tenant_id, priority, ready_at, id)
  where state = 'queued' and handed_at is null and ready_at is not null;
create index runs_in_flight on operations.runs (kind, tenant_id)
  where finished_at is null and (handed_at is not null or state = 'running');
create index runs_held_back on operations.runs (run_at) where ready_at is null and finished_at is null;

-- The dispatcher changes runs of all tenants, in a transaction without a tenant.
create policy dispatch on operations.runs for update to inkling_maintenance
  using (control.current_tenant() is null) with check (control.current_tenant() is null);

-- What operators hold back: nothing of it begins (paused), or no run of it is taken (draining).
create table operations.run_holds (
  subject text not null check (subject in ('queue', 'tenant')),
  name text not null,
  state text not null check (state in ('paused', 'draining')),
  held_by text not null, -- the id of a key
  held_at timestamptz not null default now(),
  primary key (subject, name)
);
grant select, insert, update, delete on operations.run_holds to inkling_maintenance;
grant select on operations.run_holds to inkling_worker;

-- The dispatcher listens, so that a run begins at once.
create function operations.tell_dispatcher() returns trigger language plpgsql as $$
begin
  perform pg_notify('inkling_runs', '');
  return null;
end $$;
create trigger tell_dispatcher_of_new after insert on operations.runs
  for each statement execute function operations.tell_dispatcher();
create trigger tell_dispatcher_of_ended after update of finished_at on operations.runs
  for each row when (old.finished_at is distinct from new.finished_at) execute function operations.tell_dispatcher();
create trigger tell_dispatcher_of_holds after insert or update or delete on operations.run_holds
  for each statement execute function operations.tell_dispatcher();

-- migrate:down
drop trigger tell_dispatcher_of_ended on operations.runs;
drop trigger tell_dispatcher_of_new on operations.runs;
drop table operations.run_holds;
drop function operations.tell_dispatcher();
drop policy dispatch on operations.runs;
drop index operations.runs_held_back, operations.runs_in_flight, operations.runs_waiting;
alter table operations.runs drop column priority, drop column run_at, drop column dedupe_key, drop column after,
  drop column ready_at, drop column handed_at, drop column trace_context, drop column attempts;
