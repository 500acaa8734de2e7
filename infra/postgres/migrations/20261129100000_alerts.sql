-- migrate:up

-- Alerts that fired: a row for each time. Maintenance decides in memory; this is what it tells, and what people said.
create table operations.alerts (
  id text not null, -- the alert and its labels
  fired_at timestamptz not null,
  since timestamptz not null, -- when its condition became true
  name text not null,
  severity text not null,
  title text not null,
  labels jsonb not null,
  seen_by text[] not null,
  causes text[] not null, -- the ids of the alerts that it follows from
  resolved_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text, -- the id of a key
  note text,
  primary key (id, fired_at)
);
create index alerts_open on operations.alerts (id) where resolved_at is null;
create index alerts_age on operations.alerts (fired_at desc, id);

-- While a silence lasts, the alerts that it fits notify nobody.
create table operations.silences (
  id text primary key,
  alert text, -- its name; null for every alert
  labels jsonb not null, -- those that an alert must have
  reason text not null,
  created_by text not null, -- the id of a key
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

-- Which of several processes of maintenance tells the world.
create table operations.alert_holder (
  is_only boolean primary key default true check (is_only),
  holder text not null,
  held_until timestamptz not null
);

grant select, insert, update, delete on operations.alerts, operations.silences, operations.alert_holder
  to inkling_maintenance;

-- migrate:down
drop table operations.alert_holder, operations.silences, operations.alerts;
