-- migrate:up

-- Tuning and weights as in the snapshot before it, over newer events: something to start from, and no reason to switch.
alter table behaviour.snapshots add column is_kept boolean not null default false;

-- migrate:down
alter table behaviour.snapshots drop column is_kept;
