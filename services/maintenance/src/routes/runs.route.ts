import { basePath, calls, type Operation, type RunRequest } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { audit, type Caller, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

/** The place of a run in the list, newest first. */
interface RunKey {
  readonly createdAt: string
  readonly id: string
}

/** The runs of the caller's tenant. */
export interface Runs {
  start(caller: Caller, request: RunRequest): Promise<Operation>
  /** @throws InklingError not_found */
  read(caller: Caller, id: string): Promise<Operation>
  /** @throws InklingError not_found; conflict if it has ended otherwise or cannot be cancelled */
  cancel(caller: Caller, id: string): Promise<Operation>
  /** At most `limit` runs that stand after `before` in the list. */
  list(caller: Caller, before: RunKey | undefined, limit: number): Promise<Operation[]>
}

export interface RunsOptions {
  readonly runs: Runs
  readonly secret: string
}

const defaultPageSize = 50
const longestWaitMs = 366 * 24 * 3_600_000

export async function runsRoute(app: FastifyInstance, { runs, secret }: RunsOptions): Promise<void> {
  implement(app, calls.createRun, async ({ body, reply, ...caller }) => {
    checkRunAt(body, Date.now())
    const operation = await runs.start(caller, body)
    audit(caller, 'run requested', { operationId: operation.id, ...body })
    reply.status(202).header('location', `${basePath}/operations/${operation.id}`)
    return operation
  })

  implement(app, calls.getOperation, ({ params, ...caller }) => runs.read(caller, params.id))

  implement(app, calls.cancelOperation, async ({ params, ...caller }) => {
    const operation = await runs.cancel(caller, params.id)
    audit(caller, 'operation cancelled', { operationId: params.id, kind: operation.kind })
    return operation
  })

  implement(app, calls.listRuns, async ({ query, ...caller }) => {
    const cursor = cursors<RunKey>(secret, 'runs', caller.principal.tenantId)
    const limit = query.limit ?? defaultPageSize
    const found = await runs.list(caller, query.cursor ? cursor.decode(query.cursor) : undefined, limit + 1)
    return cursor.page(found, limit, ({ createdAt, id }) => ({ createdAt, id }))
  })
}

/** @throws InklingError validation_failed if the run would begin in more than a year */
function checkRunAt({ runAt }: RunRequest, nowMs: number): void {
  if (runAt === undefined || Date.parse(runAt) <= nowMs + longestWaitMs) return
  const fault = { pointer: '/runAt', code: 'too_late', detail: 'A run begins within a year' }
  throw new InklingError('validation_failed', 'Not valid: /runAt', { errors: [fault] })
}
