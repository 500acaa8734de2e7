import postgres from 'postgres'
import { nameOf } from './candidate-keys.ts'

/** A connection as the owner of the tables, outside transactions: indexes are built concurrently. */
export type OwnerSession = postgres.ReservedSql

export interface IndexTarget {
  /** With its schema, quoted. */
  readonly table: string
  /** Without its schema, which is that of the table. */
  readonly name: string
  /** What follows the name in `create index`. */
  readonly definition: string
}

/**
 * What waits for a lock that writers need, waits no longer than this, so that they wait behind it no longer. To build
 * and to drop concurrently needs no such lock; it waits for old transactions, and holds nobody up meanwhile.
 */
const lockTimeoutMs = 500
const patienceMs = 120_000

/**
 * Runs `work` in a session of the owner that holds a lock, so that of several processes one does. The lock ends with
 * the session: also if the process is killed, once Postgres has noticed it. `signal` ends the session at once.
 * @returns what `work` does; undefined if another session holds the lock
 */
export async function asIndexBuilder<T>(
  ownerUrl: string,
  signal: AbortSignal,
  work: (session: OwnerSession) => Promise<T>,
): Promise<T | undefined> {
  signal.throwIfAborted()
  const sql = postgres(ownerUrl, {
    max: 1,
    connect_timeout: 3,
    onnotice: () => {},
    connection: { application_name: 'inkling-maintenance: index advice', client_connection_check_interval: 500 },
  })
  const end = () => void sql.end({ timeout: 0 })
  signal.addEventListener('abort', end)
  try {
    const session = await sql.reserve()
    const [row] = await session<{ isFirst: boolean }[]>`
      select pg_try_advisory_lock(hashtextextended('index advice', 0)) as "isFirst"`
    return row?.isFirst ? await work(session) : undefined
  } finally {
    signal.removeEventListener('abort', end)
    await sql.end({ timeout: 1 })
  }
}

/** Builds the index unless it is there. What an interrupted attempt left is removed first. */
export async function buildIndex(session: OwnerSession, target: IndexTarget): Promise<void> {
  await requireShortValues(session, target)
  const parts = await partitionsOf(session, target.table)
  if (parts === undefined) return buildOn(session, target)
  // It only notes the index of the partitions that are created later, and is invalid until all have one.
  await session`select set_config('lock_timeout', ${String(lockTimeoutMs)}, false)`
  const parent = nameIn(target)
  if (!(await isThere(session, parent)))
    await session.unsafe(`create index ${quoted(target.name)} ${target.definition.replace(/^on /, 'on only ')}`)
  for (const part of parts) {
    const name = `${target.name}_${part.oid}`
    const own = { table: part.name, name, definition: target.definition.replace(target.table, part.name) }
    await buildOn(session, own)
    await session`select set_config('lock_timeout', ${String(lockTimeoutMs)}, false)`
    await session.unsafe(`alter index ${parent} attach partition ${nameIn(own)}`)
  }
}

async function buildOn(session: OwnerSession, target: IndexTarget): Promise<void> {
  const name = nameIn(target)
  if (await isValid(session, name)) return
  await dropConcurrently(session, name)
  await session.unsafe(`create index concurrently ${quoted(target.name)} ${target.definition}`)
}

/** Removes the index and what an interrupted attempt to build it left. */
export async function dropIndex(session: OwnerSession, target: IndexTarget): Promise<void> {
  const parts = await partitionsOf(session, target.table)
  if (parts === undefined) return dropConcurrently(session, nameIn(target))
  await session`select set_config('lock_timeout', ${String(lockTimeoutMs)}, false)`
  await session.unsafe(`drop index if exists ${nameIn(target)}`)
  for (const part of parts)
    await dropConcurrently(session, nameIn({ table: part.name, name: `${target.name}_${part.oid}` }))
}

async function dropConcurrently(session: OwnerSession, name: string): Promise<void> {
  await session`select set_config('lock_timeout', ${String(patienceMs)}, false)`
  await session.unsafe(`drop index concurrently if exists ${name}`)
}

const longestKeyBytes = 1_000

/** A row whose key does not fit into a third of a page could not be written once the index is there. */
async function requireShortValues(session: OwnerSession, { table, definition }: IndexTarget): Promise<void> {
  const columns = definition.slice(definition.indexOf('(') + 1, definition.indexOf(')')).split(', ')
  for (const column of columns.map(nameOf)) {
    const [row] = await session.unsafe<{ longest: number | null }[]>(
      `select max(pg_column_size(${column})) as longest from ${table}`,
    )
    if ((row?.longest ?? 0) > longestKeyBytes)
      throw new Error(`${column} of ${table} has a value of ${row?.longest} bytes, too long for an index`)
  }
}

/** Undefined if the table has none. */
async function partitionsOf(
  session: OwnerSession,
  table: string,
): Promise<{ oid: string; name: string }[] | undefined> {
  const rows = await session<{ oid: string; name: string; isPartitioned: boolean; isLeaf: boolean }[]>`
    select t.relid::oid::text as oid, format('%I.%I', nspname, relname) as name, isleaf as "isLeaf",
      relkind = 'p' as "isPartitioned"
    from pg_partition_tree(${table}::text::regclass) t join pg_class c on c.oid = t.relid
    join pg_namespace n on n.oid = relnamespace`
  return rows.length === 0 ? undefined : rows.filter(({ isLeaf }) => isLeaf)
}

const isThere = async (session: OwnerSession, name: string): Promise<boolean> => {
  const [row] = await session<{ isThere: boolean }[]>`select to_regclass(${name}::text) is not null as "isThere"`
  return row?.isThere === true
}

const isValid = async (session: OwnerSession, name: string): Promise<boolean> => {
  const [row] = await session<{ isValid: boolean }[]>`
    select indisvalid as "isValid" from pg_index where indexrelid = to_regclass(${name}::text)`
  return row?.isValid === true
}

const nameIn = ({ table, name }: Pick<IndexTarget, 'table' | 'name'>): string =>
  `${table.slice(0, table.lastIndexOf('.'))}.${quoted(name)}`
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
