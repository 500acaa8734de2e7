-- migrate:up

-- What-ifs read the newest receipts that kept their candidates.
create index receipts_pooled on learning.receipts (tenant_id, created_at)
  where kind = 'suggestion' and details ? 'pool';

-- migrate:down
drop index learning.receipts_pooled;
