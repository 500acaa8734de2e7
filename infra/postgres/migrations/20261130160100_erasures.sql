-- migrate:up

-- The users whose data was erased, or is about to be. A row stays, so that data that is brought back later, such as by
-- a restore, is erased again up to `requested_at`. A user is named by a code with a key that is not in the database;
-- `user_id` is there only until the erasure has ended, and null after it, or if the list was brought back without it.
create table control.erasures (
  tenant_id text not null,
  user_code bytea not null check (length(user_code) = 32), -- HMAC-SHA-256 of tenant and user
  user_id text,
  requested_at timestamptz not null default now(), -- what was stored until then is erased
  erased_at timestamptz, -- null: it is to be erased
  removed jsonb not null default '{}', -- how many rows or copies are gone, by store
  primary key (tenant_id, user_code)
);
create index erasures_open on control.erasures (tenant_id) where erased_at is null;
alter table control.erasures enable row level security;
alter table control.erasures force row level security;
create policy tenant on control.erasures
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
grant select, insert, update on control.erasures to inkling_maintenance;
grant select, insert, update, delete on control.erasures to inkling_worker;

-- Of the tenant's row: feedback up to here is counted in the sums of answers. When a user is erased, what all others
-- taught is learned again from the first feedback on, and counts no second time.
alter table learning.rankers add column counted_xid xid8, add column counted_seq bigint;

-- migrate:down
alter table learning.rankers drop column counted_xid, drop column counted_seq;
drop table control.erasures;
