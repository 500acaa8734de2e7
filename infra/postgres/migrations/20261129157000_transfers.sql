-- migrate:up

-- The data of a tenant as NDJSON, on its way out of Inkling or into it, in parts.
create table operations.transfer_parts (
  tenant_id text not null, -- whose data it is
  transfer_id text not null, -- the run that exports, or what the sender of an import calls it
  part int not null check (part >= 0),
  lines text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, transfer_id, part)
);
create index transfer_parts_age on operations.transfer_parts (created_at);
alter table operations.transfer_parts enable row level security;
alter table operations.transfer_parts force row level security;
create policy tenant on operations.transfer_parts
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
grant select, insert, update, delete on operations.transfer_parts to inkling_maintenance, inkling_worker;

-- An import writes every table that holds data of tenants, but no partition: row-level security is on the whole table.
grant insert, update on catalog.items, catalog.item_embeddings, catalog.search_queries, catalog.search_settings,
  behaviour.events, behaviour.event_ids, learning.feedback, learning.receipts, learning.metrics, learning.weights,
  learning.states, learning.scenarios, learning.rankers, learning.ranker_versions, learning.item_outcomes,
  learning.waiting_feedback, learning.answers, learning.answer_signals to inkling_worker;
grant usage on sequence behaviour.event_seq to inkling_worker;
grant insert on operations.changes to inkling_worker;

-- migrate:down
revoke insert on operations.changes from inkling_worker;
revoke usage on sequence behaviour.event_seq from inkling_worker;
revoke insert, update on catalog.items, catalog.item_embeddings, catalog.search_queries, catalog.search_settings,
  behaviour.events, behaviour.event_ids, learning.feedback, learning.receipts, learning.metrics, learning.weights,
  learning.states, learning.scenarios, learning.rankers, learning.ranker_versions, learning.item_outcomes,
  learning.waiting_feedback, learning.answers, learning.answer_signals from inkling_worker;
grant insert on behaviour.event_ids to inkling_worker;
grant update (title, text, kind, tags, attributes, url, size_bytes, expires_at, updated_at, alias_of, is_archived,
  deleted_at, xid, seq) on catalog.items to inkling_worker;
drop table operations.transfer_parts;
