-- migrate:up

-- Other rankings that a tenant has entered to challenge those of a placement; '' is no placement.
create table learning.challengers (
  tenant_id text not null,
  scenario text not null,
  name text not null,
  revision integer not null default 1, -- one more for each replacement of its rules, whose evidence starts again
  rules jsonb not null,
  entered_at timestamptz not null default now(),
  benched_at timestamptz,
  benched_because text,
  primary key (tenant_id, scenario, name)
);

-- What the challengers of a placement have shown, and which ranking serves.
create table learning.leagues (
  tenant_id text not null,
  scenario text not null,
  state jsonb not null check (pg_column_size(state) <= 1048576),
  serving text not null, -- '' is the learned weights
  rulings jsonb not null, -- promotions and rollbacks, the newest first
  primary key (tenant_id, scenario)
);

do $$
declare tenant_table text;
begin
  foreach tenant_table in array array['learning.challengers', 'learning.leagues'] loop
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

-- migrate:down
drop table learning.leagues, learning.challengers;
