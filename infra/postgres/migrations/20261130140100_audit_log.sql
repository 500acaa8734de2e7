-- migrate:up

-- What people and programs did that matters to others. It is only ever added to: no role may change or delete a row.
-- The numbers have no gaps, so that a missing row is seen; each row has a code that nobody can make who has only the
-- database, and each minute a seal chains over the rows since the last one. It outlives the tenants that it tells of.
create table control.audit_log (
  number bigint primary key,
  entry text not null, -- JSON, as it was when its code was made
  code bytea not null, -- HMAC-SHA-256 of number and entry, with a key that is not in the database
  id text not null generated always as (entry::jsonb ->> 'id') stored unique,
  at text not null generated always as (entry::jsonb ->> 'at') stored, -- RFC 3339, UTC, with milliseconds
  actor text not null generated always as (entry::jsonb ->> 'tenantId') stored, -- the tenant of the key
  subject text generated always as (entry::jsonb #>> '{details,ofTenantId}') stored, -- the tenant it was done to
  key_id text generated always as (entry::jsonb ->> 'keyId') stored,
  action text not null generated always as (entry::jsonb ->> 'action') stored
);
create index audit_log_actor on control.audit_log (actor, number desc);
create index audit_log_subject on control.audit_log (subject, number desc) where subject is not null;
alter table control.audit_log enable row level security;
create policy concerned on control.audit_log for select
  using (actor = control.current_tenant() or subject = control.current_tenant());
create policy observe on control.audit_log for select to inkling_maintenance
  using (control.current_tenant() is null);
grant select on control.audit_log to inkling_maintenance;

create table control.audit_seals (
  number bigint primary key, -- of the last row that it seals
  code bytea not null, -- HMAC-SHA-256 of the seal before, the number, and the codes of the rows since
  sealed_at timestamptz not null default now()
);
grant select, insert on control.audit_seals to inkling_maintenance;

-- Until the transaction ends nobody else adds a row. Returns the number of the last row, and which rows exist already.
create function control.begin_audit(ids text[]) returns table (number bigint, known text[])
  language plpgsql security definer set search_path = pg_catalog, control
as $$
begin
  perform pg_advisory_xact_lock(hashtext('control.audit_log'));
  return query select coalesce((select max(l.number) from control.audit_log l), 0),
    array(select l.id from control.audit_log l where l.id = any (ids));
end $$;

create function control.append_audit(rows jsonb) returns void
  language sql security definer set search_path = pg_catalog, control
as $$
  insert into control.audit_log (number, entry, code)
  select number, entry, decode(code, 'hex') from jsonb_to_recordset(rows) as r (number bigint, entry text, code text);
$$;
revoke execute on function control.begin_audit(text[]), control.append_audit(jsonb) from public;
grant execute on function control.begin_audit(text[]), control.append_audit(jsonb)
  to inkling_gateway, inkling_prediction, inkling_suggestion, inkling_search, inkling_maintenance, inkling_worker;

-- migrate:down
drop function control.append_audit(jsonb);
drop function control.begin_audit(text[]);
drop table control.audit_seals, control.audit_log;
