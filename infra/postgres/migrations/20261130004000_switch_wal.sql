-- migrate:up

-- The worker has Postgres begin a new WAL file, so that it archives the one before, when that takes too long. An owner
-- that is no superuser may not allow it; the alert WalNotArchived then tells.
do $$
begin
  grant execute on function pg_switch_wal() to inkling_worker;
exception when insufficient_privilege then
  raise notice 'a superuser must grant execute on function pg_switch_wal() to inkling_worker';
end $$;

-- migrate:down
revoke execute on function pg_switch_wal() from inkling_worker;
