-- migrate:up

-- Requests with an Idempotency-Key, and their answers.
create table operations.idempotent_requests (
  tenant_id text not null,
  key bytea not null, -- a digest of the key and of who may use it
  fingerprint bytea not null, -- of the request
  execution_id uuid not null, -- equal in every execution of the request
  created_at timestamptz not null default now(),
  claimed_until timestamptz not null, -- until then one gateway executes the request
  answer bytea, -- encrypted, because it may hold the secret of a new API key
  primary key (tenant_id, key)
);
create index idempotent_requests_age on operations.idempotent_requests (tenant_id, created_at);
alter table operations.idempotent_requests enable row level security;
alter table operations.idempotent_requests force row level security;
create policy tenant on operations.idempotent_requests
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());

grant usage on schema operations to inkling_gateway;
grant select, insert, update on operations.idempotent_requests to inkling_gateway;
grant select, delete on operations.idempotent_requests to inkling_worker;

-- migrate:down
drop table operations.idempotent_requests;
revoke usage on schema operations from inkling_gateway;
