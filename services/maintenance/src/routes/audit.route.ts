import { type AuditEntry, calls } from '@inkling/contracts'
import type { AuditCheck, AuditFilter, AuditRow, AuditSeal } from '@inkling/database'
import { type Caller, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { ecsLine } from '../domain/ecs-line.ts'

export interface AuditLog {
  /** At most `limit` entries before number `before`, newest first. */
  list(
    caller: Caller,
    isOperator: boolean,
    filter: AuditFilter,
    before: number | undefined,
    limit: number,
  ): Promise<AuditRow[]>
  /** At most `limit` entries after a number, oldest first. */
  listAfter(caller: Caller, isOperator: boolean, after: number, limit: number): Promise<AuditRow[]>
  verify(caller: Caller, from: { readonly after: number; readonly kept?: AuditSeal | undefined }): Promise<AuditCheck>
}

export interface AuditOptions {
  readonly auditLog: AuditLog
  readonly secret: string
}

const defaultLimit = 50
const exportLimit = 500
const asDate = (time: string | undefined) => (time === undefined ? undefined : new Date(time))

export async function auditRoute(app: FastifyInstance, { auditLog, secret }: AuditOptions): Promise<void> {
  implement(app, calls.listAuditLog, async ({ query, ...caller }) => {
    const isOperator = caller.principal.scopes.includes('ops:read')
    const cursor = cursors<number>(secret, 'audit log', isOperator ? '' : caller.principal.tenantId)
    const { cursor: after, limit = defaultLimit, since, until, ...given } = query
    const filter = { ...given, since: asDate(since), until: asDate(until) }
    const before = after ? cursor.decode(after) : undefined
    const page = cursor.page(
      await auditLog.list(caller, isOperator, filter, before, limit + 1),
      limit,
      ({ number }) => number,
    )
    return { ...page, data: page.data.map(entryOf) }
  })

  implement(app, calls.exportAuditLog, async ({ query: { after = 0, limit = exportLimit }, ...caller }) => {
    const isOperator = caller.principal.scopes.includes('ops:read')
    const found = await auditLog.listAfter(caller, isOperator, after, limit + 1)
    const rows = found.slice(0, limit)
    const lines = rows.map((row) => ecsLine(entryOf(row), row.entry.id)).join('')
    return { lines, after: rows.at(-1)?.number ?? after, hasMore: found.length > limit }
  })

  implement(app, calls.verifyAuditLog, ({ body: { after = 0, seal }, ...caller }) =>
    auditLog.verify(caller, { after, kept: seal }),
  )
}

const entryOf = ({ number, entry: { id: _, ...entry } }: AuditRow): AuditEntry => ({ number, ...entry })
