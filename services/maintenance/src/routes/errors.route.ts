import { calls, type ErrorGroup } from '@inkling/contracts'
import type { ErrorGroupDetails, ErrorGroupFilter, ErrorGroupKey, ErrorGroupRow } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { audit, type Caller, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

/** The groups of errors of all processes; undefined if there is none with the id. */
export interface Errors {
  /** At most `limit` groups that stand after `before` in the list. */
  list(
    caller: Caller,
    filter: ErrorGroupFilter,
    before: ErrorGroupKey | undefined,
    limit: number,
  ): Promise<readonly ErrorGroupRow[]>
  read(caller: Caller, id: string, mostTenants: number): Promise<ErrorGroupDetails | undefined>
  resolve(caller: Caller, id: string): Promise<ErrorGroupRow | undefined>
}

export interface ErrorsOptions {
  readonly errors: Errors
  readonly secret: string
}

const defaultLimit = 50
const mostTenants = 100

export async function errorsRoute(app: FastifyInstance, { errors, secret }: ErrorsOptions): Promise<void> {
  const cursor = cursors<ErrorGroupKey>(secret, 'errors', '')

  implement(app, calls.listErrors, async ({ query, ...caller }) => {
    const { cursor: after, limit = defaultLimit, since, ...given } = query
    const filter = { ...given, since: since === undefined ? undefined : new Date(since) }
    const found = await errors.list(caller, filter, after ? cursor.decode(after) : undefined, limit + 1)
    const page = cursor.page(found, limit, ({ lastAt, id }) => ({ lastAt: lastAt.toISOString(), id }))
    return { ...page, data: page.data.map(groupOf) }
  })

  implement(app, calls.getError, async ({ params: { id }, ...caller }) => {
    const { tenants, ...group } = required(id, await errors.read(caller, id, mostTenants))
    return { ...groupOf(group), tenants: tenants.map((one) => ({ ...one, lastAt: one.lastAt.toISOString() })) }
  })

  implement(app, calls.resolveError, async ({ params: { id }, ...call }) => {
    const group = groupOf(required(id, await errors.resolve(call, id)))
    audit(call, 'errors resolved', { errorId: id })
    return group
  })
}

function required<T>(id: string, found: T | undefined): T {
  if (found !== undefined) return found
  throw new InklingError('not_found', `There is no group of errors ${id}: none occurred in the last 90 days`)
}

const groupOf = ({ firstAt, lastAt, resolvedAt, ...group }: ErrorGroupRow): ErrorGroup => ({
  ...group,
  firstAt: firstAt.toISOString(),
  lastAt: lastAt.toISOString(),
  resolvedAt: resolvedAt?.toISOString() ?? null,
})
