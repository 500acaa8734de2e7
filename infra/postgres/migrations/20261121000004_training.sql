-- migrate:up

-- Tuning and weights as in the snapshot before it, over newer events: something to start from, and no reason to switch.
alter table behaviour.snapshots add column is_kept boolean not null default false;

-- The scheduled job looks at every tenant for one that is due for training.
create policy schedule on control.tenants for select to inkling_worker using (true);

-- migrate:down
drop policy schedule on control.tenants;
alter table behaviour.snapshots drop column is_kept;
