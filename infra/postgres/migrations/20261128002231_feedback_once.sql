-- migrate:up

-- A signal for an item of a receipt counts once, however often it is sent.
delete from learning.feedback later using learning.feedback first
where (later.tenant_id, later.receipt_id, later.item_id, later.signal)
  = (first.tenant_id, first.receipt_id, first.item_id, first.signal) and later.seq > first.seq;
create unique index feedback_once on learning.feedback (tenant_id, receipt_id, item_id, signal);
drop index learning.feedback_receipt;

-- migrate:down
create index feedback_receipt on learning.feedback (tenant_id, receipt_id);
drop index learning.feedback_once;
