-- migrate:up

-- A transaction that writes delays the tails of all tenants until it ends. A snapshot of many megabytes is therefore
-- written in parts, each in its own transaction. The row in behaviour.snapshots comes last and makes the snapshot
-- visible, so the worker must take the version number before it writes the first part.
alter table behaviour.snapshot_parts drop constraint snapshot_parts_tenant_id_kind_version_fkey;
grant usage on sequence behaviour.snapshots_version_seq to inkling_worker;

-- migrate:down
revoke usage on sequence behaviour.snapshots_version_seq from inkling_worker;
delete from behaviour.snapshot_parts p where not exists (
  select from behaviour.snapshots s where (s.tenant_id, s.kind, s.version) = (p.tenant_id, p.kind, p.version));
alter table behaviour.snapshot_parts
  add foreign key (tenant_id, kind, version) references behaviour.snapshots on delete cascade;
