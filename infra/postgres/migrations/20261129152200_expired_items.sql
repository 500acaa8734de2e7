-- migrate:up

-- The worker deletes expired items as search deletes items: it empties their rows.
grant update (title, text, kind, tags, attributes, url, size_bytes, expires_at, updated_at) on catalog.items
  to inkling_worker;
create index items_expiry on catalog.items (tenant_id, expires_at) where expires_at is not null;

-- migrate:down
drop index catalog.items_expiry;
revoke update (title, text, kind, tags, attributes, url, size_bytes, expires_at, updated_at) on catalog.items
  from inkling_worker;
