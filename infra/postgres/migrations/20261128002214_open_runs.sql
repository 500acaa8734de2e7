-- migrate:up

-- The runs that have not ended, per tenant and kind in the order in which they are done.
create index runs_open on operations.runs (tenant_id, kind, created_at, id) where finished_at is null;

-- Maintenance sweeps the open runs of all tenants, in a transaction without a tenant: a run without a job is queued
-- again.
create policy survey on operations.runs for select to inkling_maintenance using (control.current_tenant() is null);

-- migrate:down
drop policy survey on operations.runs;
drop index operations.runs_open;
