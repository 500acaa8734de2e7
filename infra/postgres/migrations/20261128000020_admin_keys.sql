-- migrate:up

-- A key is rotated once: of many rotations at the same moment, one makes a successor.
alter table control.api_keys add column rotated_at timestamptz;

-- Before maintenance takes an admin key away, it looks whether another tenant has one. It sees no other keys.
create policy administer on control.api_keys for select to inkling_maintenance using ('admin' = any (scopes));

-- migrate:down
drop policy administer on control.api_keys;
alter table control.api_keys drop column rotated_at;
