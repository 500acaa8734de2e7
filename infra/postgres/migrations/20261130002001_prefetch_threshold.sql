-- migrate:up

-- The probability from which is prefetched, as the waste of earlier prefetches taught it. It belongs to the tenant as a
-- whole, so it stands in the row of the scenario ''. Null while nobody has said what became of a prefetch.
alter table learning.rankers
  add column prefetch_threshold double precision check (prefetch_threshold between 0 and 1),
  add column prefetch_learned_at timestamptz;
grant select (tenant_id, scenario, prefetch_threshold, prefetch_learned_at) on learning.rankers to inkling_prediction;

-- migrate:down
revoke select (tenant_id, scenario, prefetch_threshold, prefetch_learned_at)
  on learning.rankers from inkling_prediction;
alter table learning.rankers drop column prefetch_threshold, drop column prefetch_learned_at;
