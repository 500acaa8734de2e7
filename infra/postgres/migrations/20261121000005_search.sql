-- migrate:up

-- Words of items ---------------------------------------------------------------------------------------------------
-- Search answers from this table while the index of a tenant is not in memory.
-- A word is a 32-bit hash of tenant and stem, so that one index serves all languages. If two words share a hash, the
-- query returns a candidate too many; search then looks for the words themselves in each candidate.
-- A background writer follows the changes of the items. item_words_progress holds the position of the last change whose
-- words are written; search reads the items that changed after it directly.
-- Under row-level security the planner uses an index only for leakproof operators, and the operators of GIN are not
-- leakproof. The words therefore stand in their own table, and a function of the owner looks them up.

create table catalog.item_words (
  tenant_id text not null,
  id text not null,
  words int[] not null,
  primary key (tenant_id, id)
);
create index item_words_words on catalog.item_words using gin (words);

create table catalog.item_words_progress (
  tenant_id text primary key,
  xid xid8 not null default '0',
  seq bigint not null default -1
);

-- Returns the items that hold at least a quarter of the given words, ranked by the sum of the words' idf (as in BM25).
-- A word that more than `per_word` items hold counts only if the query has no rarer word. This bounds the cost.
create function catalog.match_items(words int[], per_word int, max_items int)
  returns table (id text, score double precision)
  language sql stable security definer set search_path = pg_catalog, catalog set enable_seqscan = off
as $$
  with found as (
    select a.word, m.id, count(*) over (partition by a.word) as items
    from unnest(words) a (word) cross join lateral (
      select w.id from catalog.item_words w
      where w.words @> array[a.word] and w.tenant_id = control.current_tenant() limit per_word + 1) m
  ), counted as (
    select * from found where items <= per_word or not exists (select from found where items <= per_word)
  ), held as (
    select count(*) as items from (
      select from catalog.item_words w where w.tenant_id = control.current_tenant() limit 10000) w
  )
  select c.id, sum(ln(1 + (greatest(h.items, c.items) - c.items + 0.5) / (c.items + 0.5))) as score
  from counted c, held h
  group by c.id
  having count(*) >= (select count(distinct word) / 4.0 from counted)
  order by score desc, c.id limit max_items
$$;

-- Search settings and query log -----------------------------------------------------------------------------------

create table catalog.search_settings (
  tenant_id text primary key,
  settings jsonb not null,
  updated_at timestamptz not null default now()
);

-- How often each query was asked on a day, and how often it found nothing. Rows are kept for 30 days.
create table catalog.search_queries (
  tenant_id text not null,
  query text not null,
  day date not null,
  searches bigint not null,
  empty bigint not null,
  primary key (tenant_id, query, day)
);
create index search_queries_age on catalog.search_queries (tenant_id, day);

-- Receipts of searches --------------------------------------------------------------------------------------------
-- `propensities` is how likely the user was to look at each place of the list.

alter table learning.receipts add column query text, add column propensities real[];

-- Isolation -------------------------------------------------------------------------------------------------------

do $$
declare tenant_table text;
begin
  foreach tenant_table in array array[
    'catalog.item_words', 'catalog.item_words_progress', 'catalog.search_settings', 'catalog.search_queries'
  ] loop
    execute format('alter table %s enable row level security', tenant_table);
    execute format('alter table %s force row level security', tenant_table);
    execute format(
      'create policy tenant on %s using (tenant_id = control.current_tenant())'
      ' with check (tenant_id = control.current_tenant())',
      tenant_table);
  end loop;
end $$;

-- Lets match_items use the GIN index: it runs as the owner, and compares the tenant itself.
create policy look_up on catalog.item_words for select to current_user using (true);

revoke execute on function catalog.match_items(int[], int, int) from public;
grant execute on function catalog.match_items(int[], int, int) to inkling_search;
grant select, insert, update, delete on catalog.item_words to inkling_search;
grant select, insert, update on catalog.item_words_progress to inkling_search;
grant select, delete on catalog.item_words, catalog.item_words_progress to inkling_worker;
grant select, insert, update on catalog.search_settings to inkling_search;
grant select, insert, update, delete on catalog.search_queries to inkling_search;
grant select, delete on catalog.search_settings, catalog.search_queries to inkling_worker;
grant usage on schema behaviour to inkling_search;
grant select on behaviour.snapshots, behaviour.snapshot_parts to inkling_search;

-- migrate:down
alter table learning.receipts drop column query, drop column propensities;
revoke select on behaviour.snapshots, behaviour.snapshot_parts from inkling_search;
revoke usage on schema behaviour from inkling_search;
drop table catalog.search_queries, catalog.search_settings;
drop function catalog.match_items;
drop table catalog.item_words, catalog.item_words_progress;
