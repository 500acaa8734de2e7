-- migrate:up

-- More measures per hour, separately for repeated and new items ------------------------------------------------------
-- Rows that are older than this migration have the kind 'unknown'. They count in the totals only.

alter table learning.metrics
  add column kind text not null default 'unknown' check (kind in ('repeat', 'new', 'unknown')),
  add column answered bigint not null default 0,
  -- Three numbers per bin: predictions, sum of their probabilities, how many came true.
  add column calibration double precision[] not null default '{}',
  -- A sketch of which items were listed, 256 buckets of 16 levels (PCSA; DistinctCount in packages/learning).
  add column listed bit(4096) not null default repeat('0', 4096)::bit(4096),
  add column known_items bigint not null default 0; -- the most items that could be listed
alter table learning.metrics drop constraint metrics_pkey, add primary key (tenant_id, model, kind, hour);

-- Adds two arrays element by element. The shorter array is padded with zeros.
create function learning.add(a double precision[], b double precision[]) returns double precision[]
  language sql immutable parallel safe
  as $$
    select coalesce(array_agg(coalesce(x, 0) + coalesce(y, 0) order by n), '{}')
    from unnest(a, b) with ordinality as pair (x, y, n)
  $$;
create aggregate learning.total(double precision[]) (
  sfunc = learning.add, stype = double precision[], initcond = '{}', combinefunc = learning.add, parallel = safe
);

-- Learned states ------------------------------------------------------------------------------------------------------
-- What a model learned from the stream of events and cannot compute again from the stored events, such as the weights
-- of its components. One state per tenant, the newest. A state is newer if it was learned on a newer snapshot; on the
-- same snapshot, if it knows of more events.

create table learning.states (
  tenant_id text primary key,
  format int not null,
  snapshot bigint not null, -- the version in behaviour.snapshots that the model began with, 0 if none
  xid xid8 not null,
  seq bigint not null,
  cases bigint not null, -- how many predictions were scored for it
  state jsonb not null check (pg_column_size(state) <= 1048576),
  saved_at timestamptz not null default now()
);
alter table learning.states enable row level security;
alter table learning.states force row level security;
create policy tenant on learning.states
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());

grant select, insert, update on learning.states to inkling_prediction;
grant select, delete on learning.states to inkling_worker;
grant delete on learning.weights to inkling_prediction; -- it deletes rows beyond the retention period
grant select (id, status) on control.tenants to inkling_prediction; -- it stores nothing for a tenant being erased

-- Priors --------------------------------------------------------------------------------------------------------------
-- The weights that a new tenant begins with: means over at least five tenants, per component and feature. They hold
-- nothing about items or users, and belong to no tenant.

create table learning.priors (
  version bigint generated always as identity primary key,
  format int not null,
  tenants int not null check (tenants >= 5),
  weights jsonb not null,
  computed_at timestamptz not null default now()
);
grant select on learning.priors to inkling_prediction;
grant select, insert, delete on learning.priors to inkling_worker;

-- Scheduled jobs visit the tenants one by one. The worker lists the tenants in a transaction without a tenant, and
-- reads the rows of each in a transaction of that tenant.
create policy survey on control.tenants for select to inkling_worker using (control.current_tenant() is null);

-- migrate:down
drop policy survey on control.tenants;
drop table learning.priors, learning.states;
revoke delete on learning.weights from inkling_prediction;
revoke select (id, status) on control.tenants from inkling_prediction;
drop aggregate learning.total(double precision[]);
drop function learning.add(double precision[], double precision[]);
create temporary table hourly as
  select tenant_id, model, hour, sum(cases) as cases,
    sum(hits_at_1) as hits_at_1, sum(hits_at_5) as hits_at_5, sum(hits_at_20) as hits_at_20,
    sum(reciprocal_rank) as reciprocal_rank, sum(ndcg) as ndcg, sum(log_loss) as log_loss
  from learning.metrics group by tenant_id, model, hour;
truncate learning.metrics;
alter table learning.metrics
  drop constraint metrics_pkey, drop column kind, drop column answered, drop column calibration, drop column listed,
  drop column known_items,
  add primary key (tenant_id, model, hour);
insert into learning.metrics select * from hourly;
drop table hourly;
