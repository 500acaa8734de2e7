-- migrate:up

-- True for a snapshot that repeats the tuning and weights of the one before it over newer events. A process that starts
-- loads it; a model in service is not replaced by it.
alter table behaviour.snapshots add column is_kept boolean not null default false;

-- migrate:down
alter table behaviour.snapshots drop column is_kept;
