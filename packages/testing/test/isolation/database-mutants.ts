import type { Sql } from 'postgres'
import type { Mutant } from './mutant.ts'

interface PolicyRow {
  readonly policy: string
  readonly table: string
  readonly using: string | null
  readonly check: string | null
}

const schemas = ['control', 'catalog', 'behaviour', 'learning', 'operations']

/** Every policy, every protected table and every tenant predicate of a function, as Postgres lists them. */
export async function databaseMutants(sql: Sql): Promise<Mutant[]> {
  const mutant = (name: string, apply: string, undo: string): Mutant => ({
    name,
    apply: async (template) => void (await template.unsafe(apply)),
    undo: async (template) => void (await template.unsafe(undo)),
  })
  return [...(await policies(sql)), ...(await tables(sql)), ...(await functions(sql))].map((parts) => mutant(...parts))
}

type Parts = [name: string, apply: string, undo: string]

/** A policy without a condition lets every row through. */
async function policies(sql: Sql): Promise<Parts[]> {
  const rows = await sql<PolicyRow[]>`
    select policyname as policy, schemaname || '.' || tablename as table, qual as using, with_check as check
    from pg_policies where schemaname = any (${schemas}) order by 2, 1`
  return rows.flatMap(({ policy, table, using, check }) => {
    const change = (clause: string, condition: string): Parts[] => {
      const alter = (to: string) => `alter policy ${policy} on ${table} ${clause} (${to})`
      return condition === 'true' ? [] : [[`${alter('true')}, not ${condition}`, alter('true'), alter(condition)]]
    }
    return [...(using === null ? [] : change('using', using)), ...(check === null ? [] : change('with check', check))]
  })
}

async function tables(sql: Sql): Promise<Parts[]> {
  const rows = await sql<{ name: string; isForced: boolean }[]>`
    select oid::regclass::text as name, relforcerowsecurity as "isForced" from pg_class
    where relrowsecurity and relnamespace = any (${schemas}::regnamespace[]) order by 1`
  return rows.flatMap(({ name, isForced }): Parts[] => {
    const alter = (action: string) => `alter table ${name} ${action} row level security`
    const forced: Parts = [`${name} without forced isolation`, alter('no force'), alter('force')]
    return [[`${name} without row-level security`, alter('disable'), alter('enable')], ...(isForced ? [forced] : [])]
  })
}

const predicate = /\S+ = control\.current_tenant\(\)/g

async function functions(sql: Sql): Promise<Parts[]> {
  const rows = await sql<{ name: string; definition: string }[]>`
    select oid::regprocedure::text as name, pg_get_functiondef(oid) as definition from pg_proc
    where pronamespace = any (${schemas}::regnamespace[]) and prokind = 'f' order by 1`
  return rows.flatMap(({ name, definition }) =>
    [...definition.matchAll(predicate)].map(({ 0: found, index }, n): Parts => {
      const mutated = `${definition.slice(0, index)}true${definition.slice(index + found.length)}`
      return [`${name} without predicate ${n + 1}: ${found}`, mutated, definition]
    }),
  )
}
