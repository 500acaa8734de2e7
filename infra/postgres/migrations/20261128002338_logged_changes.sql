-- migrate:up

-- After a crash an unlogged table is empty. A reader whose next poll does not meet the crash, such as one behind a
-- connection pooler or in a pause, would never hear of the changes before it, and its models would lack them for good.
alter table operations.changes set logged;

-- migrate:down
alter table operations.changes set unlogged;
