-- migrate:up

-- The cluster that gave the ids of transactions in this database. A database that was dumped and loaded elsewhere holds
-- ids that mean nothing there: readers would skip rows, and services refuse to work until it is adopted.
create table operations.home_cluster (
  is_only boolean primary key default true check (is_only),
  system_identifier bigint not null
);
insert into operations.home_cluster (system_identifier) select system_identifier from pg_control_system();
grant select on operations.home_cluster to inkling_gateway, inkling_prediction, inkling_suggestion, inkling_search,
  inkling_maintenance, inkling_worker;

-- Makes a database that came from another cluster one of this cluster: no id is left that this cluster has not given
-- yet, what was built up to such an id is built again, and all feedback and events of before count as looked at. To be
-- called by a superuser, while no service works. It commits every 10,000 rows; a call that was interrupted is finished
-- by another one. Any other database stays as it is.
create procedure operations.adopt_database() language plpgsql as $$
declare
  logged regclass;
  changed bigint;
begin
  if exists (
    select from operations.home_cluster h, pg_control_system() c where h.system_identifier = c.system_identifier
  ) then
    return;
  end if;
  perform set_config('row_security', 'off', false);
  delete from behaviour.snapshots;
  delete from catalog.item_words_progress;
  delete from catalog.item_embeddings_progress;
  delete from operations.changes;
  delete from operations.change_horizons;
  update learning.states set snapshot = 0, xid = '0', seq = -1;
  update learning.rankers set feedback_xid = pg_current_xact_id(), feedback_seq = -1,
    events_xid = pg_current_xact_id(), events_seq = -1;
  commit;
  foreach logged in array
    array['catalog.items', 'catalog.item_embeddings', 'behaviour.events', 'learning.feedback']::regclass[]
  loop
    loop
      execute format(
        'update %s set xid = ''1'' where (tableoid, ctid) in (
           select tableoid, ctid from %s where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 10000)',
        logged, logged);
      get diagnostics changed = row_count;
      commit;
      exit when changed = 0;
    end loop;
  end loop;
  update operations.home_cluster set system_identifier = (select system_identifier from pg_control_system());
end $$;
revoke execute on procedure operations.adopt_database() from public;

-- migrate:down
drop procedure operations.adopt_database();
drop table operations.home_cluster;
