-- migrate:up

-- Embeddings of items, from an endpoint that need not be there -----------------------------------------------------
-- Eight bits a number, signed, the largest being 127: a direction. Empty where the item is deleted or the endpoint refuses
-- its text; the row stays, so that a tail sees it. (xid, seq) is the position of the row's own last change, as in items.
-- Two models have rows side by side, so that processes of before and after a change of model do not undo each other's work.

create table catalog.item_embeddings (
  tenant_id text not null,
  model text not null,
  id text not null,
  digest bytea not null, -- of the text that was embedded
  embedding bytea not null,
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null default nextval('catalog.item_seq'),
  primary key (tenant_id, model, id)
);
create index item_embeddings_tail on catalog.item_embeddings (tenant_id, model, xid, seq);

-- Up to which change of the items they are written. One process at a time writes them, until its claim ends.
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
      'create policy tenant on %s using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant())',
      tenant_table);
  end loop;
end $$;

grant select, insert, update, delete on catalog.item_embeddings, catalog.item_embeddings_progress to inkling_search;
grant select, delete on catalog.item_embeddings, catalog.item_embeddings_progress to inkling_worker;

-- migrate:down
drop table catalog.item_embeddings, catalog.item_embeddings_progress;
