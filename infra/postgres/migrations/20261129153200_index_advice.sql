-- migrate:up

-- Indexes that the planner of one session sees and nobody else: they prove advice. Without it none is offered.
do $$
begin
  if exists (select from pg_available_extensions where name = 'hypopg') then
    create extension if not exists hypopg;
  end if;
exception when insufficient_privilege then
  raise notice 'a superuser must create the extension hypopg';
end $$;

-- Rows that were inserted and updated by then, as Postgres counts them, each hour: it decides what an index costs.
create table operations.table_writes (
  table_name text not null,
  at timestamptz not null default now(),
  writes double precision not null,
  primary key (table_name, at)
);

-- Advice that somebody applied, and what became of it.
create table operations.index_advice (
  id text primary key,
  kind text not null check (kind in ('create', 'drop')),
  table_name text not null,
  index_name text not null,
  definition text not null, -- what follows the name
  state text not null check (state in ('building', 'watching', 'kept', 'dropping', 'dropped', 'failed')),
  attempts int not null default 0,
  reason text, -- why it failed or was dropped
  -- The statement for which it was built, and its time per call: before, as promised, and since.
  role text,
  query_id bigint,
  statement text,
  before_ms double precision,
  promised_ms double precision,
  measured_ms double precision,
  size_bytes double precision not null,
  -- What pg_stat_statements had counted of the statements that name the table when the index was ready.
  baseline jsonb,
  applied_by text not null,
  applied_at timestamptz not null default now(),
  ready_at timestamptz,
  changed_at timestamptz not null default now()
);

grant select, insert, delete on operations.table_writes to inkling_maintenance;
grant select, insert, update, delete on operations.index_advice to inkling_maintenance;

-- migrate:down
-- The extension stays: others may have created it, and use it.
drop table operations.index_advice, operations.table_writes;
