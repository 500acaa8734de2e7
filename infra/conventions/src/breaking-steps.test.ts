import { expect, it } from 'vitest'
import { breakingSteps } from './breaking-steps.ts'

const lines = (sql: string) => breakingSteps(`-- migrate:up\n${sql}\n-- migrate:down\ndrop table shop.items;`)

it.each([
  'drop table shop.items;',
  'drop view if exists shop.overview;',
  'drop function shop.sum(int);',
  'alter table shop.items drop column title;',
  'alter table only shop.items add column a int, drop column title;',
  'alter table shop.items rename to things;',
  'alter table shop.items rename column title to name;',
  'alter table shop.items alter column price type numeric;',
  'alter table shop.items alter price set data type numeric;',
  'alter table shop.items alter column title set not null;',
  'alter table shop.items add column stock int not null;',
  'alter table shop.items add column a int default 1, add stock int not null;',
  'alter table shop.items drop constraint items_pkey;',
  'alter table shop.items add constraint cheap check (price < 10);',
  'ALTER TABLE shop.items\n  DROP COLUMN title;',
  'revoke select on shop.items from inkling_search;',
])('the step "%s" breaks the services of the version before', (sql) => {
  expect(lines(sql)).toHaveLength(1)
})

it.each([
  'alter table shop.items add column stock int;',
  "alter table shop.items add column stock int not null default 0, add column kind text not null default 'a, b';",
  'alter table shop.items add column total int not null generated always as (price * 2) stored;',
  'create table shop.carts (id int not null); alter table shop.carts add column owner text not null;',
  'create index items_title on shop.items (title); drop index shop.items_price;',
  'alter table shop.items alter column stock set default 0;',
  'revoke execute on function shop.sum(int) from public;',
  "insert into shop.notes values ('drop table shop.items; alter table x drop column y');",
  'do $$ begin drop table shop.items; end $$;',
  '-- drop table shop.items;\nselect 1;',
  '-- contract: 0.3.0 read it last\ndrop table shop.items;',
])('the step "%s" keeps the services of the version before working', (sql) => {
  expect(lines(sql)).toEqual([])
})

it('a mark is of one step, and a finding names the line of its step', () => {
  const sql = '-- contract: 0.3.0\ndrop table shop.a;\n\n-- why\ndrop table shop.b;'
  expect(lines(sql)).toEqual([expect.stringMatching(/^6: the version before may still use it.*"-- contract: VERSION"/)])
})
