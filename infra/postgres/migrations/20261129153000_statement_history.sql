-- migrate:up

-- What pg_stat_statements counted at the last look. It forgets its counts when it is reset, and statements that are
-- rare; the sums below go on.
create table operations.statements (
  role text not null,
  query_id bigint not null,
  statement text, -- normalised; null if a value is left in it
  calls double precision not null,
  total_ms double precision not null,
  rows double precision not null,
  max_ms double precision not null,
  changed_at timestamptz not null default now(),
  primary key (role, query_id)
);

-- What was added in five minutes.
create table operations.statement_periods (
  role text not null,
  query_id bigint not null,
  period timestamptz not null,
  calls double precision not null,
  total_ms double precision not null,
  rows double precision not null,
  primary key (role, query_id, period)
);
create index statement_periods_age on operations.statement_periods (period);

grant select, insert, update, delete on operations.statements, operations.statement_periods to inkling_maintenance;

-- migrate:down
drop table operations.statements, operations.statement_periods;
