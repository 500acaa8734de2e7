import { basePath, calls } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import type { JobSubmitter } from '@inkling/queues'
import { cursors, implement, keysetPage } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { listRuns, type RunKey, readRun } from '../adapters/run-store.ts'
import { type RunPorts, submitRun } from '../domain/submit-run.ts'

export interface RunsOptions {
  readonly database: Database
  readonly jobs: JobSubmitter
  readonly runs: RunPorts
  readonly secret: string
}

const defaultTuneSeconds = 30
const defaultPageSize = 50

export async function runsRoute(app: FastifyInstance, { database, jobs, runs, secret }: RunsOptions): Promise<void> {
  implement(app, calls.createRun, async ({ body, principal: { tenantId }, reply }) => {
    const tuneSeconds = body.options?.tuneSeconds ?? defaultTuneSeconds
    const operation = await submitRun(runs, tenantId, { kind: body.kind, options: { tuneSeconds } }, (runId) =>
      jobs.submit('train', runId, { tenantId, runId, tuneSeconds }),
    )
    reply.status(202).header('location', `${basePath}/operations/${operation.id}`)
    return operation
  })

  implement(app, calls.getOperation, ({ params, principal }) => readRun(database, principal.tenantId, params.id))

  implement(app, calls.listRuns, async ({ query, principal: { tenantId } }) => {
    const cursor = cursors<RunKey>(secret, `runs ${tenantId}`)
    const limit = query.limit ?? defaultPageSize
    const found = await listRuns(database, tenantId, query.cursor ? cursor.decode(query.cursor) : undefined, limit + 1)
    return keysetPage(found, limit, ({ createdAt, id }) => cursor.encode({ createdAt, id }))
  })
}
