-- migrate:up

-- Sums of UTC days, so that a long window of learning metrics is read from few rows. Triggers add what statements add
-- to the sums of hours, also those of services of the version before. They subtract nothing that is deleted: who
-- deletes hours deletes their days.
create table learning.daily_metrics (like learning.metrics including defaults including constraints);
alter table learning.daily_metrics rename column hour to day;
alter table learning.daily_metrics add primary key (tenant_id, day, model, kind);
create table learning.daily_answers (like learning.answers including defaults);
alter table learning.daily_answers rename column hour to day;
alter table learning.daily_answers add primary key (tenant_id, day, kind, scenario);
create table learning.daily_answer_signals (like learning.answer_signals including defaults);
alter table learning.daily_answer_signals rename column hour to day;
alter table learning.daily_answer_signals add primary key (tenant_id, day, kind, scenario, signal);

do $$
declare tenant_table text;
begin
  foreach tenant_table in array array[
    'learning.daily_metrics', 'learning.daily_answers', 'learning.daily_answer_signals'
  ] loop
    execute format('alter table %s enable row level security', tenant_table);
    execute format('alter table %s force row level security', tenant_table);
    execute format(
      'create policy tenant on %s using (tenant_id = control.current_tenant())'
      ' with check (tenant_id = control.current_tenant())',
      tenant_table);
    execute format('grant select, insert, update, delete on %s to inkling_worker', tenant_table);
  end loop;
end $$;
grant select, insert, update on learning.daily_metrics to inkling_prediction;
grant select on learning.daily_metrics to inkling_suggestion;
grant select, insert, update on learning.daily_answers to inkling_prediction, inkling_search, inkling_suggestion;
grant select, insert, update on learning.daily_answer_signals to inkling_suggestion;

-- Adds an array so many times, element by element. Missing elements count as 0.
create function learning.add(sums double precision[], more double precision[], times int) returns double precision[]
  language plpgsql immutable parallel safe
  as $$
    begin
      for n in 1..cardinality(more) loop
        sums[n] := coalesce(sums[n], 0) + times * more[n];
      end loop;
      return sums;
    end
  $$;
create aggregate learning.total(double precision[], int) (
  sfunc = learning.add, stype = double precision[], initcond = '{}', parallel = safe
);

-- Who replaces all rows of a tenant holds this lock alone, so that no hour is added between its hours and its days.
create function learning.share_sums() returns trigger language plpgsql as $$
  begin
    perform pg_advisory_xact_lock_shared(hashtextextended('learning sums ' || control.current_tenant(), 0));
    return null;
  end
$$;

-- For each table of hours, a statement that adds rows to the days, in the order of the key so that no two wait for each
-- other: `changed` has the rows with `times` 1 as they are now, and with -1 as they were before.
do $do$
declare
  name text;
  statement text;
  now_rows constant text := 'with changed as (select 1 as times, * from %s) %s';
  body constant text := 'begin %s; return null; end';
begin
  for name, statement in values
    ('metrics', $$
      insert into learning.daily_metrics as d
        (tenant_id, day, model, kind, cases, hits_at_1, hits_at_5, hits_at_20, reciprocal_rank, ndcg, log_loss,
        answered, calibration, listed, known_items)
      select tenant_id, date_trunc('day', hour, 'UTC'), model, kind, sum(times * cases), sum(times * hits_at_1),
        sum(times * hits_at_5), sum(times * hits_at_20), sum(times * reciprocal_rank), sum(times * ndcg),
        sum(times * log_loss), sum(times * answered), learning.total(calibration, times), bit_or(listed),
        max(known_items)
      from changed group by 1, 2, 3, 4 order by 1, 2, 3, 4
      on conflict (tenant_id, day, model, kind) do update set
        cases = d.cases + excluded.cases, hits_at_1 = d.hits_at_1 + excluded.hits_at_1,
        hits_at_5 = d.hits_at_5 + excluded.hits_at_5, hits_at_20 = d.hits_at_20 + excluded.hits_at_20,
        reciprocal_rank = d.reciprocal_rank + excluded.reciprocal_rank, ndcg = d.ndcg + excluded.ndcg,
        log_loss = d.log_loss + excluded.log_loss, answered = d.answered + excluded.answered,
        calibration = learning.add(d.calibration, excluded.calibration, 1), listed = d.listed | excluded.listed,
        known_items = greatest(d.known_items, excluded.known_items)
    $$),
    ('answers', $$
      insert into learning.daily_answers as d
        (tenant_id, day, kind, scenario, answers, clicked, reciprocal_rank, clicks_at_1, clicks_at_5, clicks_at_10,
        shown)
      select tenant_id, date_trunc('day', hour, 'UTC'), kind, scenario, sum(times * answers), sum(times * clicked),
        sum(times * reciprocal_rank), sum(times * clicks_at_1), sum(times * clicks_at_5), sum(times * clicks_at_10),
        bit_or(shown)
      from changed group by 1, 2, 3, 4 order by 1, 2, 3, 4
      on conflict (tenant_id, day, kind, scenario) do update set
        answers = d.answers + excluded.answers, clicked = d.clicked + excluded.clicked,
        reciprocal_rank = d.reciprocal_rank + excluded.reciprocal_rank,
        clicks_at_1 = d.clicks_at_1 + excluded.clicks_at_1, clicks_at_5 = d.clicks_at_5 + excluded.clicks_at_5,
        clicks_at_10 = d.clicks_at_10 + excluded.clicks_at_10, shown = d.shown | excluded.shown
    $$),
    ('answer_signals', $$
      insert into learning.daily_answer_signals as d (tenant_id, day, kind, scenario, signal, answers)
      select tenant_id, date_trunc('day', hour, 'UTC'), kind, scenario, signal, sum(times * answers)
      from changed group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
      on conflict (tenant_id, day, kind, scenario, signal) do update set answers = d.answers + excluded.answers
    $$)
  loop
    execute format('create function learning.add_%s_to_days() returns trigger language plpgsql as %L', name,
      format(body, format(now_rows, 'new_rows', statement)));
    execute format('create function learning.change_%s_of_days() returns trigger language plpgsql as %L', name,
      format(body, format(now_rows, 'new_rows union all select -1, * from old_rows', statement)));
    execute format('create trigger share_sums before insert or update on learning.%s
      execute function learning.share_sums()', name);
    execute format('create trigger add_to_days after insert on learning.%1$s
      referencing new table as new_rows execute function learning.add_%1$s_to_days()', name);
    execute format('create trigger change_days after update on learning.%1$s
      referencing new table as new_rows old table as old_rows
      execute function learning.change_%1$s_of_days()', name);
    -- What was counted before.
    execute format(now_rows, 'learning.' || name, statement);
  end loop;
end $do$;

-- migrate:down
do $$
declare name text;
begin
  foreach name in array array['metrics', 'answers', 'answer_signals'] loop
    execute format('drop trigger share_sums on learning.%s', name);
    execute format('drop trigger add_to_days on learning.%s', name);
    execute format('drop trigger change_days on learning.%s', name);
    execute format('drop function learning.add_%s_to_days(), learning.change_%s_of_days()', name, name);
  end loop;
end $$;
drop function learning.share_sums();
drop aggregate learning.total(double precision[], int);
drop function learning.add(double precision[], double precision[], int);
drop table learning.daily_metrics, learning.daily_answers, learning.daily_answer_signals;
