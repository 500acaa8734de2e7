-- migrate:up

-- How Postgres carries out the statements that take the most time, without values. A changed plan is another row.
create table operations.statement_plans (
  role text not null,
  query_id bigint not null,
  plan_hash text not null,
  plan text not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (role, query_id, plan_hash)
);
grant select, insert, update, delete on operations.statement_plans to inkling_maintenance;

-- migrate:down
drop table operations.statement_plans;
