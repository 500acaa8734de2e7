-- migrate:up

-- The origins whose pages may call with the key, such as https://shop.example; * stands for every origin.
alter table control.api_keys add column allowed_origins text[] not null default '{}';

-- migrate:down
alter table control.api_keys drop column allowed_origins;
