-- migrate:up

-- Spans of other traces that this one follows, such as the schedule of a job. New partitions are made like the table.
alter table operations.spans add column links jsonb;

-- migrate:down
alter table operations.spans drop column links;
