-- migrate:up

-- Sessions that the last training took for those of robots, and kept out of learning. Their events stay.
create table learning.robot_sessions (
  tenant_id text not null,
  id text not null,
  session_id text,
  user_id text,
  kind text not null, -- why
  events integer not null,
  started_at timestamptz not null,
  marked_at timestamptz not null default now(),
  cleared_at timestamptz, -- since then it is taken for that of a person, whatever a training finds
  primary key (tenant_id, id)
);
create index robot_sessions_marked on learning.robot_sessions (tenant_id, marked_at desc, id);
alter table learning.robot_sessions enable row level security;
alter table learning.robot_sessions force row level security;
create policy tenant on learning.robot_sessions
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
grant select, insert, update, delete on learning.robot_sessions to inkling_worker;
grant usage on schema learning to inkling_maintenance;
grant select, update on learning.robot_sessions to inkling_maintenance;

-- migrate:down
drop table learning.robot_sessions;
revoke usage on schema learning from inkling_maintenance;
