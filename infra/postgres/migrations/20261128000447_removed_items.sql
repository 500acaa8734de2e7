-- migrate:up

-- Prediction must not name items that were deleted or have expired. It reads which ones those are, and nothing else.
create index items_removed on catalog.items (tenant_id, id) where deleted_at is not null or expires_at is not null;
grant usage on schema catalog to inkling_prediction;
grant select (tenant_id, id, expires_at, deleted_at, xid, seq) on catalog.items to inkling_prediction;

-- migrate:down
revoke select (tenant_id, id, expires_at, deleted_at, xid, seq) on catalog.items from inkling_prediction;
revoke usage on schema catalog from inkling_prediction;
drop index catalog.items_removed;
