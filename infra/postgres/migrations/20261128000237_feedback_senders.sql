-- migrate:up

-- Whose answer the feedback is about, as its receipt says; null if the answer was of nobody.
alter table learning.feedback add column user_id text, add column session_id text;
create index feedback_dismissals_user on learning.feedback (tenant_id, user_id)
  where signal = 'dismiss' and user_id is not null;
create index feedback_dismissals_session on learning.feedback (tenant_id, session_id)
  where signal = 'dismiss' and session_id is not null;
create index feedback_prefetches on learning.feedback (tenant_id, item_id, received_at)
  where signal in ('prefetchUsed', 'prefetchFailed');

update learning.feedback f set user_id = r.user_id, session_id = r.session_id
from learning.receipts r
where f.signal = 'dismiss' and r.tenant_id = f.tenant_id and r.id = f.receipt_id;

-- migrate:down
drop index learning.feedback_dismissals_user, learning.feedback_dismissals_session, learning.feedback_prefetches;
alter table learning.feedback drop column user_id, drop column session_id;
