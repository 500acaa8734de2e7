-- migrate:up

-- When a request last had the key. Gateways gather it in memory and store it each minute: they may change nothing else.
alter table control.api_keys add column last_used_at timestamptz;
grant update (last_used_at) on control.api_keys to inkling_gateway;
create policy note_use on control.api_keys for update to inkling_gateway using (true) with check (true);

-- migrate:down
drop policy note_use on control.api_keys;
revoke update (last_used_at) on control.api_keys from inkling_gateway;
alter table control.api_keys drop column last_used_at;
