-- migrate:up

-- Half of the key by which gateways replace the ids of a tenant's users. The other half is a secret of the installation
-- that no database holds. Without the row, nobody can tell which pseudonym stands for which user.
create table control.pseudonym_keys (
  tenant_id text primary key,
  salt bytea not null check (octet_length(salt) = 32),
  created_at timestamptz not null default now()
);
alter table control.pseudonym_keys enable row level security;
alter table control.pseudonym_keys force row level security;
create policy tenant on control.pseudonym_keys
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
-- The gateway reads it with the key or token of a request, before a tenant is set.
create policy authenticate on control.pseudonym_keys for select to inkling_gateway using (true);
grant select on control.pseudonym_keys to inkling_gateway;
grant select, insert, update on control.pseudonym_keys to inkling_maintenance;
grant select, delete on control.pseudonym_keys to inkling_worker;

-- Maintenance looks whether a tenant has rows of users; it sees nothing else of them.
grant select (tenant_id) on behaviour.events to inkling_maintenance;
grant select (tenant_id) on learning.receipts to inkling_maintenance;
grant select (tenant_id) on learning.feedback to inkling_maintenance;

-- migrate:down
revoke select (tenant_id) on behaviour.events from inkling_maintenance;
revoke select (tenant_id) on learning.receipts from inkling_maintenance;
revoke select (tenant_id) on learning.feedback from inkling_maintenance;
drop table control.pseudonym_keys;
