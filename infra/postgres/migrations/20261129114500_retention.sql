-- migrate:up

-- Days for which the tenant's rows are kept, by the names that the contract gives them, where they are not the default.
alter table control.tenants add column retention jsonb not null default '{}';

-- migrate:down
alter table control.tenants drop column retention;
