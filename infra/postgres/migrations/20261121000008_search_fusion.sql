-- migrate:up

-- Of a search: whether its order blended all legs over all items, so that clicks on it tell how to blend. One that was
-- sorted, filtered, unfinished, by one leg alone or without an index does not; nor does what was answered before this.
alter table learning.receipts add column is_blended boolean not null default false;

-- migrate:down
alter table learning.receipts drop column is_blended;
