-- migrate:up

-- A withdrawn item keeps its content: it was merged into another item, or archived. It has deleted_at like a deleted
-- item, so whatever leaves deleted items out leaves it out, too. An alias is in effect only while deleted_at is set.
alter table catalog.items add column alias_of text, add column is_archived boolean not null default false;
create index items_aliases on catalog.items (tenant_id, alias_of, id) where alias_of is not null;
grant update (alias_of, is_archived, deleted_at, xid, seq) on catalog.items to inkling_worker;
grant usage on sequence catalog.item_seq to inkling_worker;
-- Prediction counts the events of an alias for the item that it stands for.
grant select (alias_of) on catalog.items to inkling_prediction;

-- What a run of hygiene would change, or has changed, of one item.
create table catalog.item_changes (
  tenant_id text not null,
  run_id text not null, -- the run that proposed it
  item_id text not null,
  version bigint not null, -- the item's seq when it was looked at; a change of another version is refused
  alias_before text, -- null but for an alias of an item that is merged, which then stands for the survivor
  alias_after text, -- the survivor, of which the item becomes an alias; null if it is archived
  survivor_version bigint,
  similarity real,
  state text not null default 'proposed' check (state in ('proposed', 'applied', 'refused', 'undone')),
  created_at timestamptz not null default now(),
  decided_at timestamptz, -- when it was applied, refused or undone
  primary key (tenant_id, run_id, item_id)
);
create index item_changes_age on catalog.item_changes (created_at);
alter table catalog.item_changes enable row level security;
alter table catalog.item_changes force row level security;
create policy tenant on catalog.item_changes
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
grant select, insert, update, delete on catalog.item_changes to inkling_worker;
grant usage on schema catalog to inkling_maintenance;
grant select on catalog.item_changes to inkling_maintenance;

-- migrate:down
drop table catalog.item_changes;
revoke usage on schema catalog from inkling_maintenance;
revoke usage on sequence catalog.item_seq from inkling_worker;
alter table catalog.items drop column alias_of, drop column is_archived;
