-- migrate:up

-- kept: undoing left the change as it is, because its item was changed, deleted or used since. decided_at is then when
-- it was applied, so undoing it again is possible for as long as before.
alter table catalog.item_changes drop constraint item_changes_state_check,
  add constraint item_changes_state_check check (state in ('proposed', 'applied', 'refused', 'undone', 'kept'));

-- migrate:down
update catalog.item_changes set state = 'applied' where state = 'kept';
alter table catalog.item_changes drop constraint item_changes_state_check,
  add constraint item_changes_state_check check (state in ('proposed', 'applied', 'refused', 'undone'));
