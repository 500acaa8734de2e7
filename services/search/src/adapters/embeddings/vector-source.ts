import { atHorizon, currentHorizon, type Database, type Position, type TailRow, tailPage } from '@inkling/database'
import type { Changes, ModelSource } from '@inkling/read-model'
import { VectorIndex } from '@inkling/search-index'
import { metrics } from '@inkling/telemetry'

export interface VectorChange {
  readonly id: string
  /** Empty for none. */
  readonly embedding: Buffer
}

export interface VectorSourceOptions {
  readonly database: Database
  /** As `vectorSpace` names it. */
  readonly space: string
  readonly maxBytes: number
  /** Asks that the tenant's items be embedded as far as they are not. */
  readonly follow: (tenantId: string) => void
}

const pageRows = 500

/** The embeddings of a tenant's items in memory: from all rows, then by tailing. Those that would not fit into `maxBytes` are not loaded to their end. */
export function vectorSource({
  database,
  space,
  maxBytes,
  follow,
}: VectorSourceOptions): ModelSource<VectorIndex, VectorChange> {
  return {
    async load(tenantId) {
      follow(tenantId)
      const model = new VectorIndex()
      const horizon = await currentHorizon(database, tenantId)
      for await (const page of readAll(database, tenantId, space)) {
        putAll(model, page)
        if (model.bytes > maxBytes)
          throw new RangeError(`the embeddings of ${model.size} items need more than ${maxBytes} bytes`)
      }
      return { model, position: atHorizon(horizon), version: 0n }
    },
    readChanges: (tenantId, position) => readAfter(database, tenantId, space, position),
    apply(_tenantId, model, changes) {
      putAll(model, changes)
      metrics.tailChanges.inc(changes.length)
    },
    newestVersion: async () => 0n,
    bytes: (model) => model.bytes,
  }
}

/** Each becomes a part of the index, which copies it. One of another length, of a model that changed behind its name, is left out. */
function putAll(model: VectorIndex, changes: readonly VectorChange[]): void {
  for (const { id, embedding } of changes) {
    if (embedding.length === 0) model.remove(id)
    else model.put(id, new Int8Array(embedding))
  }
}

/** Also what was written after the horizon: reading it again by the tail changes nothing. */
async function* readAll(database: Database, tenantId: string, space: string): AsyncGenerator<VectorChange[]> {
  for (let afterId = ''; ; ) {
    const rows = await database.tenant(
      tenantId,
      { name: 'read embeddings' },
      (sql) => sql<VectorChange[]>`
      select id, embedding from catalog.item_embeddings
      where tenant_id = ${tenantId} and model = ${space} and id > ${afterId}
      order by id limit ${pageRows}`,
    )
    yield rows
    const last = rows.at(-1)
    if (!last || rows.length < pageRows) return
    afterId = last.id
  }
}

function readAfter(
  database: Database,
  tenantId: string,
  space: string,
  { xid, seq }: Position,
): Promise<Changes<VectorChange>> {
  return database.tenant(tenantId, { name: 'tail embeddings' }, async (sql) => {
    const rows = await sql<(VectorChange & TailRow)[]>`
      select h.horizon::text, e.* from (select pg_snapshot_xmin(pg_current_snapshot()) as horizon) h
      left join lateral (
        select id, embedding, xid, seq from catalog.item_embeddings
        where tenant_id = ${tenantId} and model = ${space} and xid < h.horizon and (xid, seq) > (${String(xid)}::xid8, ${seq})
        order by xid, seq limit ${pageRows}
      ) e on true`
    const { changed, ...page } = tailPage(rows, pageRows)
    return { changes: changed, ...page }
  })
}
