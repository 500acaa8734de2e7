-- migrate:up

-- Events of the last seconds become clicks later, when the receipts of what they followed are stored.
grant select (received_at) on behaviour.events to inkling_suggestion;

-- migrate:down
revoke select (received_at) on behaviour.events from inkling_suggestion;
