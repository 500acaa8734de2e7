-- migrate:up

-- When the runs that a tenant wants again and again are submitted.
create table operations.schedules (
  tenant_id text not null,
  id text not null,
  kind text not null,
  options jsonb not null default '{}',
  cron text not null,
  time_zone text not null,
  misfire_policy text not null check (misfire_policy in ('fireOnce', 'skip')),
  state text not null default 'active' check (state in ('active', 'paused')),
  next_at timestamptz not null, -- the planned time of the next occurrence; it never goes back while it is active
  last_at timestamptz, -- the planned time of the last occurrence
  last_run_id text, -- the run that it submitted
  last_error text, -- why it submitted none
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  primary key (tenant_id, id)
);
create index schedules_due on operations.schedules (next_at) where state = 'active';

alter table operations.schedules enable row level security;
alter table operations.schedules force row level security;
create policy tenant on operations.schedules
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
-- The dispatcher looks for what is due of all tenants, in a transaction without a tenant.
create policy survey on operations.schedules for select to inkling_maintenance
  using (control.current_tenant() is null);
grant select, insert, update, delete on operations.schedules to inkling_maintenance;
grant select, delete on operations.schedules to inkling_worker;

-- migrate:down
drop table operations.schedules;
