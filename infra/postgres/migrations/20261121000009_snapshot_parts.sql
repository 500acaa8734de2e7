-- migrate:up

-- A transaction that writes holds up every tail, of all tenants, so a snapshot of many megabytes is written part by part,
-- each in a transaction of its own, and the row that makes it one comes last. The worker therefore takes the version itself.
alter table behaviour.snapshot_parts drop constraint snapshot_parts_tenant_id_kind_version_fkey;
grant usage on sequence behaviour.snapshots_version_seq to inkling_worker;

-- migrate:down
revoke usage on sequence behaviour.snapshots_version_seq from inkling_worker;
delete from behaviour.snapshot_parts p where not exists (
  select from behaviour.snapshots s where (s.tenant_id, s.kind, s.version) = (p.tenant_id, p.kind, p.version));
alter table behaviour.snapshot_parts add foreign key (tenant_id, kind, version) references behaviour.snapshots on delete cascade;
