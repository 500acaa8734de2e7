-- migrate:up

-- One role per service. The roles own nothing and cannot log in yet: the installation gives each a password
-- (ALTER ROLE … LOGIN).
do $$
declare role_name text;
begin
  foreach role_name in array array['gateway', 'prediction', 'suggestion', 'search', 'maintenance', 'worker'] loop
    if not exists (select from pg_roles where rolname = 'inkling_' || role_name) then
      execute format('create role %I nologin', 'inkling_' || role_name);
    end if;
  end loop;
end $$;

create schema control;
create schema catalog;
create schema behaviour;
create schema learning;
create schema operations;

-- Returns the tenant of the running transaction. It is null when no tenant is set, and null matches no row.
create function control.current_tenant() returns text
  language sql stable parallel safe
  as $$ select nullif(current_setting('inkling.tenant_id', true), '') $$;

-- Tenants and keys ----------------------------------------------------------------------------------------------

create table control.tenants (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  plan text not null,
  -- An erased tenant keeps its row, so that its id is never given to another tenant.
  status text not null default 'active' check (status in ('active', 'suspended', 'deleting', 'erased')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table control.api_keys (
  tenant_id text not null references control.tenants (id) on delete cascade,
  id text not null unique,
  name text not null,
  secret_hash bytea not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  primary key (tenant_id, id)
);

-- Items -----------------------------------------------------------------------------------------------------------
-- (xid, seq) is the position of the item's last change. A tail reads the changes in this order, but only those below
-- pg_snapshot_xmin(pg_current_snapshot()). Every transaction below that horizon has ended, so a tail never skips a
-- transaction that commits late. A deleted item stays as a tombstone, so that a tail sees the deletion.

create sequence catalog.item_seq;

create table catalog.items (
  tenant_id text not null,
  id text not null,
  title text not null,
  text text,
  kind text,
  tags text[] not null default '{}',
  attributes jsonb not null default '{}',
  url text,
  size_bytes bigint,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null default nextval('catalog.item_seq'),
  primary key (tenant_id, id)
);
create index items_tail on catalog.items (tenant_id, xid, seq);

-- Events ----------------------------------------------------------------------------------------------------------

create sequence behaviour.event_seq;

create table behaviour.events (
  tenant_id text not null,
  id text not null,
  type text not null,
  user_id text,
  session_id text,
  item_id text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  value double precision,
  context jsonb,
  receipt_id text,
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null default nextval('behaviour.event_seq'),
  primary key (tenant_id, occurred_at, seq),
  check (user_id is not null or session_id is not null)
) partition by range (occurred_at);
create index events_tail on behaviour.events (tenant_id, xid, seq);

-- Takes the events of every month that has no partition, such as old imports. No insert fails for a missing partition.
create table behaviour.events_default partition of behaviour.events default;

-- The event ids that clients gave. An event with a known id is a duplicate, even if its time differs. The events table
-- cannot hold this rule: a unique index on a partitioned table must include the partition key, which is the time.
create table behaviour.event_ids (
  tenant_id text not null,
  id text not null,
  primary key (tenant_id, id)
);

-- Creates the monthly partitions from this month to `months_ahead` months later. Returns how many it created.
create function behaviour.ensure_partitions(months_ahead int) returns int
  language plpgsql security definer set search_path = pg_catalog, behaviour
as $$
declare
  first_day date;
  partition_name text;
  month_start timestamptz;
  month_end timestamptz;
  created int := 0;
begin
  for step in 0..months_ahead loop
    first_day := (date_trunc('month', now() at time zone 'utc') + make_interval(months => step))::date;
    partition_name := 'events_' || to_char(first_day, 'YYYY_MM');
    if to_regclass('behaviour.' || partition_name) is null then
      month_start := first_day::timestamp at time zone 'utc';
      month_end := (first_day + interval '1 month') at time zone 'utc';
      -- Postgres cannot attach a partition while the default partition holds rows of its month, so these move first.
      execute format(
        'create table behaviour.%I (like behaviour.events including defaults including constraints)', partition_name);
      execute format(
        'with moved as (delete from behaviour.events_default where occurred_at >= %L and occurred_at < %L returning *)
         insert into behaviour.%I select * from moved', month_start, month_end, partition_name);
      execute format(
        'alter table behaviour.events attach partition behaviour.%I for values from (%L) to (%L)',
        partition_name, month_start, month_end);
      created := created + 1;
    end if;
  end loop;
  return created;
end $$;
revoke execute on function behaviour.ensure_partitions(int) from public;
select behaviour.ensure_partitions(3);

-- Snapshots of read models -----------------------------------------------------------------------------------------
-- A snapshot is one header row and a body in parts, each small enough for a row.

create table behaviour.snapshots (
  tenant_id text not null,
  kind text not null,
  version bigint generated always as identity,
  horizon xid8 not null, -- the snapshot holds every transaction below it, and no other
  format int not null,
  size_bytes bigint not null,
  stats jsonb not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, kind, version)
);

create table behaviour.snapshot_parts (
  tenant_id text not null,
  kind text not null,
  version bigint not null,
  part int not null,
  body bytea not null,
  primary key (tenant_id, kind, version, part),
  foreign key (tenant_id, kind, version) references behaviour.snapshots on delete cascade
);
alter table behaviour.snapshot_parts alter column body set storage external;

-- Learning --------------------------------------------------------------------------------------------------------

create table learning.receipts (
  tenant_id text not null,
  id text not null,
  kind text not null check (kind in ('prediction', 'suggestion', 'search')),
  user_id text,
  session_id text,
  item_ids text[] not null,
  scores real[] not null,
  epoch bigint not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index receipts_age on learning.receipts (created_at);

create table learning.feedback (
  tenant_id text not null,
  seq bigint generated always as identity,
  receipt_id text not null,
  item_id text not null,
  signal text not null,
  value double precision,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  primary key (tenant_id, seq)
);
create index feedback_receipt on learning.feedback (tenant_id, receipt_id);
create index feedback_time on learning.feedback (tenant_id, received_at);

-- Sums of one hour of prequential (test-then-train) evaluation. A mean is a sum divided by cases.
create table learning.metrics (
  tenant_id text not null,
  model text not null,
  hour timestamptz not null,
  cases bigint not null,
  hits_at_1 bigint not null,
  hits_at_5 bigint not null,
  hits_at_20 bigint not null,
  reciprocal_rank double precision not null,
  ndcg double precision not null,
  log_loss double precision not null,
  primary key (tenant_id, model, hour)
);

create table learning.weights (
  tenant_id text not null,
  recorded_at timestamptz not null default now(),
  weights jsonb not null,
  primary key (tenant_id, recorded_at)
);

-- Operations ------------------------------------------------------------------------------------------------------

create table operations.runs (
  tenant_id text not null,
  id text not null,
  kind text not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  progress real not null default 0 check (progress between 0 and 1),
  options jsonb not null default '{}',
  result jsonb,
  error text,
  created_at timestamptz not null default date_trunc('milliseconds', now()), -- cursors hold milliseconds
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, id)
);
create index runs_recent on operations.runs (tenant_id, created_at desc, id desc);

-- Isolation -------------------------------------------------------------------------------------------------------
-- Row-level security: a role sees only the rows of the transaction's tenant. It is forced, so that it binds the owner
-- of the tables, too.

do $$
declare tenant_table text;
begin
  foreach tenant_table in array array[
    'control.api_keys', 'catalog.items', 'behaviour.events', 'behaviour.event_ids', 'behaviour.snapshots',
    'behaviour.snapshot_parts', 'learning.receipts', 'learning.feedback', 'learning.metrics', 'learning.weights',
    'operations.runs'
  ] loop
    execute format('alter table %s enable row level security', tenant_table);
    execute format('alter table %s force row level security', tenant_table);
    execute format(
      'create policy tenant on %s using (tenant_id = control.current_tenant())'
      ' with check (tenant_id = control.current_tenant())',
      tenant_table);
  end loop;
end $$;

alter table control.tenants enable row level security;
alter table control.tenants force row level security;
create policy tenant on control.tenants
  using (id = control.current_tenant()) with check (id = control.current_tenant());
-- The gateway finds the tenant by the key, so it reads both tables before a tenant is set. Maintenance lists tenants.
create policy authenticate on control.api_keys for select to inkling_gateway using (true);
create policy authenticate on control.tenants for select to inkling_gateway using (true);
create policy administer on control.tenants for select to inkling_maintenance using (true);

grant usage on schema control to inkling_gateway, inkling_prediction, inkling_suggestion, inkling_search,
  inkling_maintenance, inkling_worker;
grant usage on schema catalog to inkling_search, inkling_worker;
grant usage on schema behaviour to inkling_prediction, inkling_worker;
grant usage on schema learning to inkling_prediction, inkling_suggestion, inkling_search, inkling_worker;
grant usage on schema operations to inkling_maintenance, inkling_worker;

grant select on control.tenants, control.api_keys to inkling_gateway;
grant select, insert, update, delete on control.tenants, control.api_keys to inkling_maintenance;
grant select, insert, update on catalog.items to inkling_search;
grant usage on sequence catalog.item_seq to inkling_search;
grant select, insert on behaviour.events, behaviour.event_ids to inkling_prediction;
grant usage on sequence behaviour.event_seq to inkling_prediction;
grant select on behaviour.snapshots, behaviour.snapshot_parts to inkling_prediction;
grant select, insert on learning.receipts to inkling_prediction, inkling_suggestion, inkling_search;
grant select, insert, update on learning.metrics, learning.weights to inkling_prediction;
grant select on learning.metrics, learning.weights to inkling_suggestion;
grant select, insert on learning.feedback to inkling_suggestion;
grant select, insert, update on operations.runs to inkling_maintenance, inkling_worker;

grant select, delete on catalog.items, behaviour.events, behaviour.event_ids, learning.receipts, learning.feedback,
  learning.metrics, learning.weights, operations.runs, control.api_keys to inkling_worker;
grant select, update on control.tenants to inkling_worker;
grant select, insert, delete on behaviour.snapshots, behaviour.snapshot_parts to inkling_worker;
grant execute on function behaviour.ensure_partitions(int) to inkling_worker;

-- migrate:down
drop schema operations, learning, behaviour, catalog, control cascade;
