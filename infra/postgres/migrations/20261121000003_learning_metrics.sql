-- migrate:up

-- More measures per hour, with repeated and new items apart -----------------------------------------------------------
-- Rows of before tell no kinds apart and add to the whole alone.

alter table learning.metrics
  add column kind text not null default 'unknown' check (kind in ('repeat', 'new', 'unknown')),
  add column answered bigint not null default 0,
  add column calibration double precision[] not null default '{}', -- per bin: promises, sum of the promised, number that happened
  add column listed bit(4096) not null default repeat('0', 4096)::bit(4096), -- which items were listed, as DistinctCount counts them
  add column known_items bigint not null default 0; -- most that could be listed
alter table learning.metrics drop constraint metrics_pkey, add primary key (tenant_id, model, kind, hour);

-- Element by element; the shorter is filled with zeros.
create function learning.add(a double precision[], b double precision[]) returns double precision[]
  language sql immutable parallel safe
  as $$ select coalesce(array_agg(coalesce(x, 0) + coalesce(y, 0) order by n), '{}') from unnest(a, b) with ordinality as pair (x, y, n) $$;
create aggregate learning.total(double precision[]) (
  sfunc = learning.add, stype = double precision[], initcond = '{}', combinefunc = learning.add, parallel = safe
);

-- What a model learned from the stream, which no event brings back ----------------------------------------------------
-- The newest state of each tenant. It is the newer one that was learned on a newer snapshot, and of the same one
-- the one that knows of more events.

create table learning.states (
  tenant_id text primary key,
  format int not null,
  snapshot bigint not null, -- the version of behaviour.snapshots that it was learned on, 0 if none
  xid xid8 not null,
  seq bigint not null,
  cases bigint not null, -- that it was learned from
  state jsonb not null check (pg_column_size(state) <= 1048576),
  saved_at timestamptz not null default now()
);
alter table learning.states enable row level security;
alter table learning.states force row level security;
create policy tenant on learning.states using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());

grant select, insert, update on learning.states to inkling_prediction;
grant select, delete on learning.states to inkling_worker;
grant delete on learning.weights to inkling_prediction; -- older than is kept
grant select (id, status) on control.tenants to inkling_prediction; -- nothing is kept of a tenant that is being erased

-- What tenants have in common -----------------------------------------------------------------------------------------
-- Belongs to none of them: means of weights by component and feature, never of items or users, over at least five tenants.

create table learning.priors (
  version bigint generated always as identity primary key,
  format int not null,
  tenants int not null check (tenants >= 5),
  weights jsonb not null,
  computed_at timestamptz not null default now()
);
grant select on learning.priors to inkling_prediction;
grant select, insert, delete on learning.priors to inkling_worker;

-- Scheduled jobs go through the tenants one by one: the worker lists them outside a tenant's transaction, and reads the rows of each inside one.
create policy survey on control.tenants for select to inkling_worker using (control.current_tenant() is null);

-- migrate:down
drop policy survey on control.tenants;
drop table learning.priors, learning.states;
revoke delete on learning.weights from inkling_prediction;
revoke select (id, status) on control.tenants from inkling_prediction;
drop aggregate learning.total(double precision[]);
drop function learning.add(double precision[], double precision[]);
create temporary table hourly as
  select tenant_id, model, hour, sum(cases) as cases, sum(hits_at_1) as hits_at_1, sum(hits_at_5) as hits_at_5, sum(hits_at_20) as hits_at_20,
    sum(reciprocal_rank) as reciprocal_rank, sum(ndcg) as ndcg, sum(log_loss) as log_loss
  from learning.metrics group by tenant_id, model, hour;
truncate learning.metrics;
alter table learning.metrics
  drop constraint metrics_pkey, drop column kind, drop column answered, drop column calibration, drop column listed, drop column known_items,
  add primary key (tenant_id, model, hour);
insert into learning.metrics select * from hourly;
drop table hourly;
