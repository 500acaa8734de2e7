import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeDataFolder, startPostgres } from '@inkling/local'
import type { SearchDocument } from '@inkling/search-index'
import postgres from 'postgres'
import type { Engine } from './engine.ts'

const batchSize = 500

/** Full-text search of a private Postgres: `ts_rank` with a GIN index; any word of the query finds a document. */
export async function postgresEngine(): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
  const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false })
  const sql = postgres(server.url('postgres'), { max: 1, onnotice: () => {} })
  return {
    name: 'Postgres ts_rank, OR',
    index: (documents) => fill(sql, documents),
    search: async (query, limit) => {
      const found = await sql<{ id: string }[]>`
        select id from document,
          (select replace(plainto_tsquery('english', ${query})::text, ' & ', ' | ')::tsquery as wanted) as asked
        where words @@ wanted order by ts_rank(words, wanted) desc, id limit ${limit}`
      return found.map(({ id }) => id)
    },
    close: async () => {
      await sql.end()
      await server.stop()
      await removeDataFolder(folder)
    },
  }
}

async function fill(sql: postgres.Sql, documents: readonly SearchDocument[]): Promise<void> {
  await sql`create table document (id text primary key, words tsvector not null)`
  for (let at = 0; at < documents.length; at += batchSize) {
    const batch = documents.slice(at, at + batchSize)
    const columns = [batch.map(({ id }) => id), batch.map(({ title }) => title), batch.map(({ text = '' }) => text)]
    const [ids = [], titles = [], texts = []] = columns
    await sql`
      insert into document
      select id, setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', text), 'D')
      from unnest(${ids}::text[], ${titles}::text[], ${texts}::text[]) as row (id, title, text)`
  }
  await sql`create index on document using gin (words)`
  await sql`vacuum analyze document`
}
