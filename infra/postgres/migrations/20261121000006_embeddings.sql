-- migrate:up

-- Embeddings of items ----------------------------------------------------------------------------------------------
-- An embedding is a direction: one signed byte per dimension, scaled so that the largest absolute value is 127.
-- It is empty if the item is deleted or the endpoint rejects its text. The row stays, so that a tail sees the change.
-- (xid, seq) is the position of the row's own last change, as in catalog.items.
-- Rows of two models stand side by side: while a deployment changes the model, old and new processes do not overwrite
-- each other's work.

create table catalog.item_embeddings (
  tenant_id text not null,
  model text not null,
  id text not null,
  digest bytea not null, -- of the embedded text
  embedding bytea not null,
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null default nextval('catalog.item_seq'),
  primary key (tenant_id, model, id)
);
create index item_embeddings_tail on catalog.item_embeddings (tenant_id, model, xid, seq);

-- The position of the last change of an item whose embedding is written. One process at a time writes, until its claim
-- ends.
create table catalog.item_embeddings_progress (
  tenant_id text not null,
  model text not null,
  xid xid8 not null default '0',
  seq bigint not null default -1,
  claimed_until timestamptz not null,
  primary key (tenant_id, model)
);

do $$
declare tenant_table text;
begin
  foreach tenant_table in array array['catalog.item_embeddings', 'catalog.item_embeddings_progress'] loop
    execute format('alter table %s enable row level security', tenant_table);
    execute format('alter table %s force row level security', tenant_table);
    execute format(
      'create policy tenant on %s using (tenant_id = control.current_tenant())'
      ' with check (tenant_id = control.current_tenant())',
      tenant_table);
  end loop;
end $$;

grant select, insert, update, delete on catalog.item_embeddings, catalog.item_embeddings_progress to inkling_search;
grant select, delete on catalog.item_embeddings, catalog.item_embeddings_progress to inkling_worker;

-- migrate:down
drop table catalog.item_embeddings, catalog.item_embeddings_progress;
