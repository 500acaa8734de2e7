-- migrate:up

-- Everything that people said of an alert: {at, by, note}, in this order. The first stands in its own columns, too.
alter table operations.alerts add column notes jsonb not null default '[]';

-- migrate:down
alter table operations.alerts drop column notes;
