import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { startTestStack } from '@inkling/testing'
import { Redis } from 'ioredis'
import postgres from 'postgres'

export interface Found {
  /** Tables of Postgres, each with the names of the columns. */
  readonly tables: Readonly<Record<string, readonly string[]>>
  /** Keys of Redis, each after the name of its server. */
  readonly keys: readonly string[]
  /** Paths from the stack's folder. */
  readonly files: readonly string[]
}

type Stores = Pick<
  Awaited<ReturnType<typeof startTestStack>>,
  'ownerUrl' | 'cacheRedis' | 'queueRedis' | 'dataDir' | 'logsFolder'
>

/**
 * Looks for a text in everything that a stack stores: in each column of each table, in each key and value of both
 * Redis servers, and in all files of the stack, logs and archives among them. Also in what is compressed (zstd, gzip).
 * Not in the files of Postgres itself, which keep deleted rows until they are vacuumed.
 */
export async function searchStores(stack: Stores, text: string): Promise<Found> {
  const holds = (bytes: Buffer) => unpacked(bytes).some((one) => one.includes(text))
  const [tables, cache, queue] = await Promise.all([
    tablesWith(stack.ownerUrl, text, holds),
    keysWith('cache', stack.cacheRedis.url, holds),
    keysWith('queue', stack.queueRedis.url, holds),
  ])
  const files = [...filesIn(stack.dataDir), ...filesIn(stack.logsFolder)].filter((path) => holds(readOr(path)))
  return { tables, keys: [...cache, ...queue], files: [...new Set(files)].toSorted() }
}

/** The bytes, and what is packed in them, wherever it begins. */
function unpacked(bytes: Buffer): Buffer[] {
  const inside = packings.flatMap(({ magic, unpack }) => {
    const found: Buffer[] = []
    for (let at = bytes.indexOf(magic); at !== -1; at = bytes.indexOf(magic, at + 1))
      try {
        found.push(unpack(bytes.subarray(at)))
      } catch {
        // Bytes that only look like the beginning.
      }
    return found
  })
  return [bytes, ...inside]
}

const packings = [
  { magic: Buffer.from('28b52ffd', 'hex'), unpack: (bytes: Buffer) => zstdDecompressSync(bytes) },
  { magic: Buffer.from('1f8b08', 'hex'), unpack: (bytes: Buffer) => gunzipSync(bytes) },
] as const

async function tablesWith(url: string, text: string, holds: (bytes: Buffer) => boolean) {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const found: Record<string, string[]> = {}
  try {
    const columns = await sql<{ table: string; column: string; type: string }[]>`
      select c.oid::regclass::text as table, a.attname as column, a.atttypid::regtype::text as type
      from information_schema.tables t
      join pg_class c on c.oid = (quote_ident(t.table_schema) || '.' || quote_ident(t.table_name))::regclass
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where t.table_type = 'BASE TABLE' and t.table_schema not in ('pg_catalog', 'information_schema')
        and not c.relispartition
      order by 1, a.attnum`
    for (const { table, column, type } of columns) {
      const isFound =
        type === 'bytea'
          ? (await sql<{ bytes: Buffer | null }[]>`select ${sql(column)} as bytes from ${sql(table)}`).some(
              ({ bytes }) => bytes !== null && holds(bytes),
            )
          : (await sql`select from ${sql(table)} where ${sql(column)}::text like ${`%${text}%`} limit 1`).count > 0
      if (isFound) found[table] = [...(found[table] ?? []), column]
    }
  } finally {
    await sql.end()
  }
  return found
}

/** How each type of value is read whole. */
const readings: Readonly<Record<string, readonly [command: string, ...more: string[]]>> = {
  string: ['GET'],
  hash: ['HGETALL'],
  list: ['LRANGE', '0', '-1'],
  set: ['SMEMBERS'],
  zset: ['ZRANGE', '0', '-1'],
  stream: ['XRANGE', '-', '+'],
}

async function keysWith(name: string, url: string, holds: (bytes: Buffer) => boolean): Promise<string[]> {
  const redis = new Redis(url)
  const found: string[] = []
  try {
    for (const [, database = '0'] of (await redis.info('keyspace')).matchAll(/^db(\d+):/gm)) {
      await redis.select(Number(database))
      for await (const keys of redis.scanBufferStream({ count: 500 }))
        for (const key of keys as Buffer[])
          if (holds(key) || holds(await readValue(redis, key))) found.push(`${name} ${database} ${key}`)
    }
  } finally {
    redis.disconnect()
  }
  return found.toSorted()
}

/** Empty if the key has expired meanwhile. */
async function readValue(redis: Redis, key: Buffer): Promise<Buffer> {
  const type = await redis.type(key)
  if (type === 'none') return Buffer.alloc(0)
  const reading = readings[type]
  if (!reading) throw new Error(`search-stores cannot read a ${type} of Redis`)
  const [command, ...more] = reading
  return Buffer.concat(buffersIn(await redis.callBuffer(command, key, ...more)))
}

const buffersIn = (answer: unknown): Buffer[] =>
  Buffer.isBuffer(answer) ? [answer, Buffer.from('\n')] : Array.isArray(answer) ? answer.flatMap(buffersIn) : []

/** Without the data of Postgres. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return /postgres[^/]*\/data$/.test(path) ? [] : filesIn(path)
    return entry.isFile() ? [path] : []
  })
}

/** Empty if the file is gone or may not be read. */
function readOr(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
