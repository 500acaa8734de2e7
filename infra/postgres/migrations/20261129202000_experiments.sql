-- migrate:up

-- Comparisons of two rankings of the suggestions of a placement; '' is no placement.
create table learning.experiments (
  tenant_id text not null,
  id text not null,
  scenario text not null,
  settings jsonb not null,
  state text not null default 'running' check (state in ('running', 'stopped')),
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  ends_at timestamptz not null,
  stopped_at timestamptz,
  reason text,
  winner text,
  tests jsonb, -- the states of its sequential tests, over all units that were judged
  primary key (tenant_id, id)
);
create unique index experiments_running on learning.experiments (tenant_id, scenario) where state = 'running';

-- The people and sessions of running experiments. A unit is judged once, when its time is over.
create table learning.experiment_units (
  tenant_id text not null,
  experiment_id text not null,
  unit text not null, -- 'user …' or 'session …'
  variant text not null,
  first_at timestamptz not null,
  answers integer not null default 0,
  failures integer not null default 0,
  took_ms double precision not null default 0, -- the sum over its answers
  control_clicks integer not null default 0,
  treatment_clicks integer not null default 0,
  is_judged boolean not null default false,
  primary key (tenant_id, experiment_id, unit)
);
create index experiment_units_open on learning.experiment_units (tenant_id, experiment_id, first_at)
  where not is_judged;
create index experiment_units_age on learning.experiment_units (first_at);

do $$
declare tenant_table text;
begin
  foreach tenant_table in array array['learning.experiments', 'learning.experiment_units'] loop
    execute format('alter table %s enable row level security', tenant_table);
    execute format('alter table %s force row level security', tenant_table);
    execute format(
      'create policy tenant on %s using (tenant_id = control.current_tenant())'
      ' with check (tenant_id = control.current_tenant())',
      tenant_table);
    execute format('grant select, insert, update, delete on %s to inkling_suggestion', tenant_table);
    execute format('grant select, insert, update, delete on %s to inkling_worker', tenant_table);
  end loop;
end $$;
-- How many run is a metric, read in a transaction without a tenant.
create policy survey on learning.experiments for select to inkling_suggestion
  using (control.current_tenant() is null);

-- migrate:down
drop table learning.experiment_units, learning.experiments;
