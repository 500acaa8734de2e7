-- migrate:up

create index items_archived on catalog.items (tenant_id, id) where is_archived;

-- An archived item comes back when an event says that it was used after it was archived. In the order of ids, so that
-- two inserts never wait for each other's items in a circle. An update, also one of no row, tells that items changed.
create function catalog.restore_used() returns trigger
  language plpgsql security definer set search_path = pg_catalog, catalog
as $$
begin
  if not exists (
    select from used u join catalog.items a on a.tenant_id = u.tenant_id and a.id = u.item_id
    where a.is_archived and u.occurred_at > a.deleted_at
  ) then
    return null;
  end if;
  update catalog.items i
  set is_archived = false, deleted_at = null, xid = pg_current_xact_id(), seq = nextval('catalog.item_seq')
  from (
    select a.tenant_id, a.id from used u join catalog.items a on a.tenant_id = u.tenant_id and a.id = u.item_id
    where a.is_archived and u.occurred_at > a.deleted_at
    order by a.id for update of a
  ) used_again
  where i.tenant_id = used_again.tenant_id and i.id = used_again.id;
  return null;
end $$;
revoke execute on function catalog.restore_used() from public;
create trigger archived_items_used after insert on behaviour.events
  referencing new table as used for each statement execute function catalog.restore_used();

-- migrate:down
drop trigger archived_items_used on behaviour.events;
drop function catalog.restore_used();
drop index catalog.items_archived;
