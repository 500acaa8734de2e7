import type { Sql } from 'postgres'

/**
 * Lets the SQL of packages/database stand alone: switches row-level security off, and gives every tenant a twin. Each
 * row that is inserted is also inserted for the twin, with the same key and other contents, so a query without its
 * tenant predicate answers wrongly. A statement of a service that changes or deletes a row of a twin fails.
 */
export async function addTwins(template: Sql): Promise<void> {
  await template.unsafe(functions)
  const tables = await template<{ name: string; column: string }[]>`
    select c.oid::regclass::text as name from pg_class c where relrowsecurity and relkind in ('r', 'p')
      and not relispartition and c.oid <> 'control.tenants'::regclass`
  await template.unsafe('alter table control.tenants disable row level security')
  for (const { name } of tables)
    await template.unsafe(`
      alter table ${name} disable row level security;
      create trigger twin after insert on ${name} for each row execute function public.add_twin('${name}');
      create trigger guard before update or delete on ${name} for each row execute function public.guard_twin()`)
}

const functions = `
  create function public.add_twin() returns trigger language plpgsql security definer as $$
  declare
    twin jsonb := to_jsonb(new) || jsonb_build_object('tenant_id', new.tenant_id || '~');
    other jsonb := '{}';
    field record;
  begin
    if new.tenant_id like '%~' or tg_argv[0] = 'control.api_keys' then return null; end if;
    for field in
      select a.attname as name, a.atttypid::regtype::text as type from pg_attribute a
      where a.attrelid = tg_argv[0]::regclass and a.attnum > 0 and not a.attisdropped
        and not exists (
          select from pg_index i where i.indrelid = a.attrelid and i.indisprimary and a.attnum = any (i.indkey))
    loop
      if field.type in ('text') and twin ->> field.name is not null and right(field.name, 3) <> '_id' then
        other := other || jsonb_build_object(field.name, (twin ->> field.name) || '~');
      elsif field.type in ('double precision', 'real', 'integer') and twin ->> field.name is not null then
        other := other || jsonb_build_object(field.name, (twin ->> field.name)::numeric + 1);
      end if;
    end loop;
    begin
      execute format('insert into %s overriding system value select * from jsonb_populate_record(null::%s, $1)
        on conflict do nothing', tg_argv[0], tg_argv[0]) using twin || other;
    exception when check_violation then
      execute format('insert into %s overriding system value select * from jsonb_populate_record(null::%s, $1)
        on conflict do nothing', tg_argv[0], tg_argv[0]) using twin;
    end;
    return null;
  end $$;
  create function public.guard_twin() returns trigger language plpgsql as $$
  begin
    if old.tenant_id like '%~' and session_user like 'inkling\\_%' then
      raise exception 'a row of another tenant was changed';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
  end $$`
