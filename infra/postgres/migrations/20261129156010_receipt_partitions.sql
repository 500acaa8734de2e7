-- migrate:up

-- Receipts by the month of their answer: an index of one month stays small, and an empty month is dropped at once.
alter table learning.receipts rename to receipts_default;
alter table learning.receipts_default drop constraint receipts_pkey;
alter index learning.receipts_age rename to receipts_default_age;
alter index learning.receipts_shown_user rename to receipts_default_shown_user;
alter index learning.receipts_shown_session rename to receipts_default_shown_session;
revoke all on learning.receipts_default from inkling_prediction, inkling_suggestion, inkling_search, inkling_worker;

-- A receipt's id is unique, but a key of a partitioned table must hold the time.
create table learning.receipts (like learning.receipts_default including defaults including constraints)
  partition by range (created_at);
alter table learning.receipts add primary key (tenant_id, id, created_at);
create index receipts_age on learning.receipts (tenant_id, created_at);
create index receipts_shown_user on learning.receipts (tenant_id, user_id, created_at)
  where kind = 'suggestion' and user_id is not null;
create index receipts_shown_session on learning.receipts (tenant_id, session_id, created_at)
  where kind = 'suggestion' and session_id is not null;
alter table learning.receipts attach partition learning.receipts_default default;
drop index learning.receipts_default_age;

alter table learning.receipts enable row level security;
alter table learning.receipts force row level security;
create policy tenant on learning.receipts
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
grant select, insert on learning.receipts to inkling_prediction, inkling_suggestion, inkling_search;
grant select, delete on learning.receipts to inkling_worker;

-- What was asked, so that an answer can be explained and made again, and a digest of it, so that two can be compared.
alter table learning.receipts add column request jsonb, add column request_digest text;

-- Creates the monthly partitions from this month to `months_ahead` months later, and drops those of past months that
-- retention has emptied. Returns how many it created.
create function learning.ensure_receipt_partitions(months_ahead int) returns int
  language plpgsql security definer set search_path = pg_catalog, learning
as $$
declare
  month_start timestamptz;
  month_end timestamptz;
  partition_name text;
  is_empty boolean;
  created int := 0;
begin
  for step in 0..months_ahead loop
    month_start := date_trunc('month', now() at time zone 'utc') at time zone 'utc' + make_interval(months => step);
    month_start := date_trunc('month', month_start at time zone 'utc') at time zone 'utc';
    month_end := (date_trunc('month', month_start at time zone 'utc') + interval '1 month') at time zone 'utc';
    partition_name := 'receipts_' || to_char(month_start at time zone 'utc', 'YYYY_MM');
    if to_regclass('learning.' || partition_name) is null then
      execute format(
        'create table learning.%I (like learning.receipts including defaults including constraints)', partition_name);
      execute format(
        'with moved as (delete from learning.receipts_default where created_at >= %L and created_at < %L returning *)
         insert into learning.%I select * from moved', month_start, month_end, partition_name);
      execute format(
        'alter table learning.receipts attach partition learning.%I for values from (%L) to (%L)',
        partition_name, month_start, month_end);
      created := created + 1;
    end if;
  end loop;
  for partition_name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'learning.receipts'::regclass and c.relname ~ '^receipts_\d{4}_\d{2}$'
      and to_date(right(c.relname, 7), 'YYYY_MM') < date_trunc('month', now() at time zone 'utc')
  loop
    execute format('select not exists (select from learning.%I)', partition_name) into is_empty;
    if is_empty then execute format('drop table learning.%I', partition_name); end if;
  end loop;
  return created;
end $$;
revoke execute on function learning.ensure_receipt_partitions(int) from public;
grant execute on function learning.ensure_receipt_partitions(int) to inkling_worker;
select learning.ensure_receipt_partitions(2);

-- Counts of answers, by the hour in which they were given. What became of them is counted by that hour, too.
create table learning.answers (
  tenant_id text not null,
  hour timestamptz not null,
  kind text not null,
  scenario text not null,
  answers bigint not null default 0,
  clicked bigint not null default 0, -- answers with a click, use, save, purchase or used prefetch
  reciprocal_rank double precision not null default 0, -- of the first of these, summed up
  clicks_at_1 bigint not null default 0, -- items with one, among the first of the list
  clicks_at_5 bigint not null default 0,
  clicks_at_10 bigint not null default 0,
  shown bit(4096) not null default repeat('0', 4096)::bit(4096), -- a sketch of the items that were shown
  primary key (tenant_id, kind, scenario, hour)
);
create index answers_age on learning.answers (hour);
create table learning.answer_signals (
  tenant_id text not null,
  hour timestamptz not null,
  kind text not null,
  scenario text not null,
  signal text not null,
  answers bigint not null,
  primary key (tenant_id, kind, scenario, signal, hour)
);
create index answer_signals_age on learning.answer_signals (hour);
do $$
declare tenant_table text;
begin
  foreach tenant_table in array array['learning.answers', 'learning.answer_signals'] loop
    execute format('alter table %s enable row level security', tenant_table);
    execute format('alter table %s force row level security', tenant_table);
    execute format(
      'create policy tenant on %s using (tenant_id = control.current_tenant())'
      ' with check (tenant_id = control.current_tenant())',
      tenant_table);
    execute format('grant select, delete on %s to inkling_worker', tenant_table);
  end loop;
end $$;
grant select, insert, update on learning.answers to inkling_prediction, inkling_search, inkling_suggestion;
grant select, insert, update on learning.answer_signals to inkling_suggestion;

-- What was answered before.
insert into learning.answers (tenant_id, hour, kind, scenario, answers, clicked)
select r.tenant_id, date_trunc('hour', r.created_at), r.kind, coalesce(r.scenario, ''), count(*),
  count(*) filter (where exists (
    select from learning.feedback f where f.tenant_id = r.tenant_id and f.receipt_id = r.id
      and f.signal in ('click', 'use', 'save', 'purchase', 'prefetchUsed')))
from learning.receipts r group by 1, 2, 3, 4;
insert into learning.answer_signals (tenant_id, hour, kind, scenario, signal, answers)
select r.tenant_id, date_trunc('hour', r.created_at), r.kind, coalesce(r.scenario, ''), f.signal, count(distinct r.id)
from learning.receipts r join learning.feedback f on f.tenant_id = r.tenant_id and f.receipt_id = r.id
group by 1, 2, 3, 4, 5;

-- migrate:down
drop table learning.answers, learning.answer_signals;
drop function learning.ensure_receipt_partitions(int);
create table learning.receipts_all (like learning.receipts including defaults including constraints);
insert into learning.receipts_all select * from learning.receipts;
drop table learning.receipts;
alter table learning.receipts_all rename to receipts;
alter table learning.receipts drop column request, drop column request_digest, add primary key (tenant_id, id);
create index receipts_age on learning.receipts (created_at);
create index receipts_shown_user on learning.receipts (tenant_id, user_id, created_at)
  where kind = 'suggestion' and user_id is not null;
create index receipts_shown_session on learning.receipts (tenant_id, session_id, created_at)
  where kind = 'suggestion' and session_id is not null;
alter table learning.receipts enable row level security;
alter table learning.receipts force row level security;
create policy tenant on learning.receipts
  using (tenant_id = control.current_tenant()) with check (tenant_id = control.current_tenant());
grant select, insert on learning.receipts to inkling_prediction, inkling_suggestion, inkling_search;
grant select, delete on learning.receipts to inkling_worker;
