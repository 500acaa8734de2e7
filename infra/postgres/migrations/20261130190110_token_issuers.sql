-- migrate:up

-- Who issues tokens (JWT) for the browsers and people of a tenant, and what such a token may do at most.
create table control.token_issuers (
  tenant_id text not null,
  id text not null,
  issuer text not null, -- the claim iss
  audience text not null, -- in the claim aud
  jwks_url text not null, -- where its public keys are
  scopes text[] not null,
  user_claim text, -- the claim that names the user; null: userId, and tokens without it speak for everyone
  allowed_origins text[] not null default '{}',
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
alter table control.token_issuers enable row level security;
alter table control.token_issuers force row level security;
create policy tenant on control.token_issuers
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
-- The gateway finds the issuer by what a token says, before a tenant is set.
create policy authenticate on control.token_issuers for select to inkling_gateway using (true);
grant select on control.token_issuers to inkling_gateway;
grant select, insert, update, delete on control.token_issuers to inkling_maintenance;
grant select, delete on control.token_issuers to inkling_worker;

-- migrate:down
drop table control.token_issuers;
