-- migrate:up

-- Placements of suggestions, by the names that the tenant gives them.
create table learning.scenarios (
  tenant_id text not null,
  id text not null,
  settings jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);

-- What was learned from feedback on suggestions. The row of scenario '' is the tenant's own: all its scenarios start
-- from its weights, and it holds what they share. Whoever learns locks that row, so a tenant has one writer at a time.
create table learning.rankers (
  tenant_id text not null,
  scenario text not null,
  version bigint not null default 0,
  weights jsonb not null default '{}',
  state jsonb not null default '{}' check (pg_column_size(state) <= 1048576),
  cases bigint not null default 0,
  -- Of the tenant's row: every feedback, and every event, before these positions was looked at.
  feedback_xid xid8 not null default '1',
  feedback_seq bigint not null default -1,
  events_xid xid8 not null default pg_current_xact_id(),
  events_seq bigint not null default -1,
  saved_at timestamptz not null default now(),
  primary key (tenant_id, scenario)
);

create table learning.ranker_versions (
  tenant_id text not null,
  scenario text not null,
  version bigint not null,
  recorded_at timestamptz not null default now(),
  cause text not null check (cause in ('started', 'learned', 'restored')),
  weights jsonb not null,
  state jsonb not null,
  cases bigint not null,
  primary key (tenant_id, scenario, version)
);
create index ranker_versions_age on learning.ranker_versions (recorded_at);

-- How items did in suggestions, in feedbacks that fade. `expected` is how many clicks an average item would have got.
create table learning.item_outcomes (
  tenant_id text not null,
  item_id text not null,
  clicks real not null,
  dismissals real not null,
  expected real not null,
  at timestamptz not null, -- from when on they fade
  primary key (tenant_id, item_id)
);
create index item_outcomes_age on learning.item_outcomes (at);

-- Feedback whose receipt is not stored yet. It moves to learning.feedback when the receipt arrives.
create table learning.waiting_feedback (
  tenant_id text not null,
  receipt_id text not null,
  item_id text not null,
  signal text not null,
  value double precision,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  primary key (tenant_id, receipt_id, item_id, signal)
);
create index waiting_feedback_age on learning.waiting_feedback (received_at);

do $$
declare tenant_table text;
begin
  foreach tenant_table in array array[
    'learning.scenarios', 'learning.rankers', 'learning.ranker_versions', 'learning.item_outcomes',
    'learning.waiting_feedback'
  ] loop
    execute format('alter table %s enable row level security', tenant_table);
    execute format('alter table %s force row level security', tenant_table);
    execute format(
      'create policy tenant on %s using (tenant_id = control.current_tenant())'
      ' with check (tenant_id = control.current_tenant())',
      tenant_table);
    execute format('grant select, insert, update, delete on %s to inkling_suggestion', tenant_table);
    execute format('grant select, delete on %s to inkling_worker', tenant_table);
  end loop;
end $$;

-- Learning reads feedback as a tail. What was there before has no receipt to learn from, so it is before every tail.
alter table learning.feedback add column xid xid8 not null default '0';
alter table learning.feedback alter column xid set default pg_current_xact_id();
create index feedback_tail on learning.feedback (tenant_id, xid, seq);

-- What learning needs of a suggestion, and what explains an answer: the scenario, the scores by source, the weights.
alter table learning.receipts add column scenario text, add column details jsonb;
create index receipts_shown_user on learning.receipts (tenant_id, user_id, created_at)
  where kind = 'suggestion' and user_id is not null;
create index receipts_shown_session on learning.receipts (tenant_id, session_id, created_at)
  where kind = 'suggestion' and session_id is not null;

-- An event on an item that was suggested counts as a click.
grant usage on schema behaviour to inkling_suggestion;
grant select (tenant_id, user_id, session_id, item_id, occurred_at, receipt_id, xid, seq)
  on behaviour.events to inkling_suggestion;
grant select on learning.priors to inkling_suggestion;
grant select (id, status) on control.tenants to inkling_suggestion; -- nothing is stored for a tenant being erased

-- migrate:down
revoke select on learning.priors from inkling_suggestion;
revoke select (id, status) on control.tenants from inkling_suggestion;
revoke select (tenant_id, user_id, session_id, item_id, occurred_at, receipt_id, xid, seq)
  on behaviour.events from inkling_suggestion;
revoke usage on schema behaviour from inkling_suggestion;
drop index learning.receipts_shown_user, learning.receipts_shown_session;
alter table learning.receipts drop column scenario, drop column details;
drop index learning.feedback_tail;
alter table learning.feedback drop column xid;
drop table learning.waiting_feedback, learning.item_outcomes, learning.ranker_versions, learning.rankers,
  learning.scenarios;
