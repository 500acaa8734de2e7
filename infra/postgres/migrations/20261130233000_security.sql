-- migrate:up

-- What the gateways look for in requests, and do about it; people write them.
create table control.security_rules (
  id text primary key,
  rule jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
-- Networks whose requests are never held up, or always refused.
create table control.security_networks (
  id text primary key,
  network text not null, -- an address, or CIDR
  action text not null check (action in ('allow', 'deny')),
  note text not null,
  expires_at timestamptz,
  created_at timestamptz not null default now()
);
grant select on control.security_rules, control.security_networks to inkling_gateway;
grant select, insert, update, delete on control.security_rules, control.security_networks to inkling_maintenance;

-- What the gateways found, summed by minute, and what they did about it.
create table operations.security_events (
  minute timestamptz not null,
  source text not null, -- address:203.0.113.9, key:ID, tenant:ID
  kind text not null,
  action text not null,
  rule text not null, -- the id of a rule or network; empty for what the gateway finds itself
  is_dry_run boolean not null,
  count bigint not null,
  score real not null,
  reason text not null,
  of_tenant text, -- whose key was used last, if one was
  last_at timestamptz not null,
  primary key (minute, source, kind, action, rule, is_dry_run, reason)
);
create index security_events_source on operations.security_events (source, minute desc);
grant select on operations.security_events to inkling_maintenance;

-- Adds rows to those of this minute, and deletes those older than 30 days.
create function operations.put_security_events(rows jsonb) returns void
  language sql security definer set search_path = pg_catalog, operations
as $$
  insert into operations.security_events as s
    (minute, source, kind, action, rule, is_dry_run, count, score, reason, of_tenant, last_at)
  select date_trunc('minute', now()), source, kind, action, rule, is_dry_run, count, score, reason, of_tenant, now()
  from jsonb_to_recordset(rows) as r (source text, kind text, action text, rule text, is_dry_run boolean, count bigint,
    score real, reason text, of_tenant text)
  on conflict (minute, source, kind, action, rule, is_dry_run, reason) do update set
    count = s.count + excluded.count, score = greatest(s.score, excluded.score),
    of_tenant = coalesce(excluded.of_tenant, s.of_tenant), last_at = excluded.last_at;
  delete from operations.security_events where minute < now() - interval '30 days';
$$;
revoke execute on function operations.put_security_events(jsonb) from public;
grant execute on function operations.put_security_events(jsonb) to inkling_gateway;

-- migrate:down
drop function operations.put_security_events(jsonb);
drop table operations.security_events, control.security_networks, control.security_rules;
