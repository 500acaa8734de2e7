import { basePath, calls, type RunRequest } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import type { JobSubmitter } from '@inkling/queues'
import { cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { listRuns, type RunKey, readRun } from '../adapters/run-store.ts'
import { type RunPorts, submitRun } from '../domain/submit-run.ts'

export interface RunsOptions {
  readonly database: Database
  readonly jobs: JobSubmitter
  readonly runs: RunPorts
  readonly secret: string
}

/** What a kind of run is, with its options as they are after defaults. */
interface Work {
  readonly options: object
  /** Whether a run of the kind that has not ended will do. */
  readonly unlessActive: boolean
  readonly enqueue: (tenantId: string, runId: string) => Promise<void>
}

const defaultTuneSeconds = 30
const defaultPageSize = 50

export async function runsRoute(app: FastifyInstance, { database, jobs, runs, secret }: RunsOptions): Promise<void> {
  function work({ kind, options }: RunRequest): Work {
    const { tuneSeconds = defaultTuneSeconds, force = false, reason = 'request' } = options ?? {}
    const unlessActive = reason !== 'request'
    if (kind === 'reindex')
      return {
        options: { reason },
        unlessActive,
        enqueue: (tenantId, runId) => jobs.submit('reindex', runId, { tenantId, runId }),
      }
    return {
      options: { tuneSeconds, reason, ...(force && { force }) },
      unlessActive,
      enqueue: (tenantId, runId) => jobs.submit('train', runId, { tenantId, runId, tuneSeconds, force }),
    }
  }

  implement(app, calls.createRun, async ({ body, principal: { tenantId }, reply }) => {
    const { options, unlessActive, enqueue } = work(body)
    const run = { kind: body.kind, options, unlessActive }
    const operation = await submitRun(runs, tenantId, run, (runId) => enqueue(tenantId, runId))
    reply.status(202).header('location', `${basePath}/operations/${operation.id}`)
    return operation
  })

  implement(app, calls.getOperation, ({ params, principal }) => readRun(database, principal.tenantId, params.id))

  implement(app, calls.listRuns, async ({ query, principal: { tenantId } }) => {
    const cursor = cursors<RunKey>(secret, `runs ${tenantId}`)
    const limit = query.limit ?? defaultPageSize
    const found = await listRuns(database, tenantId, query.cursor ? cursor.decode(query.cursor) : undefined, limit + 1)
    return cursor.page(found, limit, ({ createdAt, id }) => ({ createdAt, id }))
  })
}
