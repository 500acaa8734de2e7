-- migrate:up

-- Messages about alerts: an outbox, the dead letters, and what was told already.
create table operations.alert_deliveries (
  id text primary key,
  destination text not null,
  state text not null check (state in ('waiting', 'delivered', 'dead')),
  message jsonb not null,
  keys text[] not null, -- of what it tells: nothing is told twice
  attempts integer not null,
  error text, -- of the last attempt that failed
  created_at timestamptz not null,
  ended_at timestamptz
);
create index alert_deliveries_age on operations.alert_deliveries (created_at desc, id);
create index alert_deliveries_keys on operations.alert_deliveries using gin (keys);

grant select, insert, update, delete on operations.alert_deliveries to inkling_maintenance;

-- migrate:down
drop table operations.alert_deliveries;
