-- migrate:up

-- True for a search that was ranked by the blend of all legs over all items. Only clicks on such a search tell how to
-- blend the legs. It is false if the search was sorted, filtered, a prefix search, ranked by one leg, or answered from
-- Postgres, and for every receipt that is older than this migration.
alter table learning.receipts add column is_blended boolean not null default false;

-- migrate:down
alter table learning.receipts drop column is_blended;
