-- migrate:up

-- Tokens rise for ever, also when the row of a tenant was deleted: a token that was held once is never given again.
create sequence learning.home_tokens;
grant usage on sequence learning.home_tokens to inkling_prediction, inkling_worker;

-- The process that learns for a tenant, its home. It holds a lease; each holder has a higher token than all before it,
-- and what is learned is stored only with the token of the present one.
create table learning.homes (
  tenant_id text primary key,
  holder text not null, -- host and port of the process; '' if it gave the lease back
  token bigint not null default nextval('learning.home_tokens'),
  taken_at timestamptz not null default now(),
  renewed_at timestamptz not null default now(), -- by each write
  began xid8 not null, -- where learning from the log of events began
  counted_xid xid8 not null, -- how far events are counted in learning.metrics
  counted_seq bigint not null
) with (fillfactor = 50);
alter table learning.homes enable row level security;
alter table learning.homes force row level security;
create policy tenant on learning.homes
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
grant select, insert, update on learning.homes to inkling_prediction;
grant select, insert, update, delete on learning.homes to inkling_worker;

-- A database that is adopted by another cluster holds positions that mean nothing there.
create function learning.forget_homes() returns trigger language plpgsql as $$
begin
  delete from learning.homes;
  return null;
end $$;
create trigger cluster_adopted after update on operations.home_cluster
  for each statement execute function learning.forget_homes();

-- migrate:down
drop trigger cluster_adopted on operations.home_cluster;
drop function learning.forget_homes();
drop table learning.homes;
drop sequence learning.home_tokens;
