-- migrate:up

-- A run that failed for good is a dead letter: it waits until a new run replays it or somebody discards it.
alter table operations.runs
  add column dead_letter text check (dead_letter in ('waiting', 'replayed', 'discarded')),
  add column stack text, -- of the error, for operators
  add column failed_trace_id text, -- of its last attempt
  add column replay_of text, -- the dead letter that this run replays
  add column replays integer not null default 0; -- how often it was replayed, this run included

create index runs_dead on operations.runs (finished_at, tenant_id, id) where dead_letter = 'waiting';

-- An operator replays dead letters of all tenants, in a transaction without a tenant.
create policy replay on operations.runs for insert to inkling_maintenance
  with check (control.current_tenant() is null);

-- migrate:down
drop policy replay on operations.runs;
drop index operations.runs_dead;
alter table operations.runs drop column dead_letter, drop column stack, drop column failed_trace_id,
  drop column replay_of, drop column replays;
