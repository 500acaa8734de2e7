-- migrate:up

-- What operators changed of plans: limits in place of the built-in ones, by their names.
create table control.plans (
  name text primary key,
  limits jsonb not null,
  updated_at timestamptz not null default now()
);
grant select on control.plans to inkling_gateway;
grant select, insert, update on control.plans to inkling_maintenance;

-- migrate:down
drop table control.plans;
