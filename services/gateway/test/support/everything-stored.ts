import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Stack } from '@inkling/local'
import { Redis } from 'ioredis'
import postgres from 'postgres'

type Place = Pick<Stack, 'ownerUrl' | 'cacheRedis' | 'queueRedis' | 'logsFolder'>

/** Where a text stands: the tables, Redis keys and logs that hold it, also as bytes in hexadecimal. */
export async function whereStored(text: string, { ownerUrl, cacheRedis, queueRedis, logsFolder }: Place) {
  const [tables, ...keys] = await Promise.all([
    tablesWith(text, ownerUrl),
    ...[cacheRedis, queueRedis].map(({ url }) => keysWith(text, url)),
  ])
  return [...tables, ...keys.flat(), ...logsWith(text, logsFolder)]
}

async function tablesWith(text: string, ownerUrl: string): Promise<string[]> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  try {
    const tables = await sql<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'`
    const found: string[] = []
    for (const { name } of tables) {
      const [row] = await sql<{ is_found: boolean }[]>`
        select exists (select from ${sql.unsafe(name)} t where position(${text} in t::text) > 0
          or position(${Buffer.from(text).toString('hex')} in t::text) > 0) as is_found`
      if (row?.is_found) found.push(`table ${name}`)
    }
    return found
  } finally {
    await sql.end()
  }
}

const readers: Readonly<Record<string, (redis: Redis, key: string) => Promise<unknown>>> = {
  string: async (redis, key) => (await redis.getBuffer(key))?.toString('latin1'),
  hash: (redis, key) => redis.hgetall(key),
  list: (redis, key) => redis.lrange(key, 0, -1),
  set: (redis, key) => redis.smembers(key),
  zset: (redis, key) => redis.zrange(key, 0, -1),
  stream: (redis, key) => redis.xrange(key, '-', '+'),
}

async function keysWith(text: string, url: string): Promise<string[]> {
  const redis = new Redis(url)
  try {
    const found: string[] = []
    for (const key of await redis.keys('*')) {
      const read = readers[await redis.type(key)]
      const value = JSON.stringify(await read?.(redis, key)) ?? ''
      if (key.includes(text) || value.includes(text)) found.push(`Redis key ${key}`)
    }
    return found
  } finally {
    redis.disconnect()
  }
}

const logsWith = (text: string, folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => readFileSync(join(folder, name), 'utf8').includes(text))
    .map((name) => `log ${name}`)
