import { basePath, calls, type Experiment, type NewExperiment } from '@inkling/contracts'
import { audit, type Caller, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

/** The place of an experiment in the list, newest first. */
interface ExperimentKey {
  readonly createdAt: string
  readonly id: string
}

/**
 * The experiments of the caller's tenant. Every function that is given an id throws InklingError not_found if there is
 * no such experiment.
 */
interface Experiments {
  /** @throws InklingError validation_failed, conflict */
  create(caller: Caller, experiment: NewExperiment): Promise<Experiment>
  /** At most `limit` experiments that stand after `before` in the list. */
  list(caller: Caller, before: ExperimentKey | undefined, limit: number): Promise<Experiment[]>
  read(caller: Caller, id: string): Promise<Experiment>
  stop(caller: Caller, id: string): Promise<Experiment>
  remove(caller: Caller, id: string): Promise<void>
}

export interface ExperimentsOptions {
  readonly experiments: Experiments
  readonly secret: string
}

const defaultPageSize = 50

export async function experimentsRoute(
  app: FastifyInstance,
  { experiments, secret }: ExperimentsOptions,
): Promise<void> {
  implement(app, calls.createExperiment, async ({ body, reply, ...caller }) => {
    const experiment = await experiments.create(caller, body)
    const { id, scenario, design } = experiment
    audit(caller, 'experiment started', { experimentId: id, scenario, design })
    reply.status(201).header('location', `${basePath}/experiments/${id}`)
    return experiment
  })

  implement(app, calls.listExperiments, async ({ query, ...caller }) => {
    const cursor = cursors<ExperimentKey>(secret, 'experiments', caller.principal.tenantId)
    const limit = query.limit ?? defaultPageSize
    const found = await experiments.list(caller, query.cursor ? cursor.decode(query.cursor) : undefined, limit + 1)
    return cursor.page(found, limit, ({ createdAt, id }) => ({ createdAt, id }))
  })

  implement(app, calls.getExperiment, ({ params, ...caller }) => experiments.read(caller, params.id))

  implement(app, calls.stopExperiment, async ({ params, body: _stopped, ...caller }) => {
    const experiment = await experiments.stop(caller, params.id)
    audit(caller, 'experiment stopped', { experimentId: params.id })
    return experiment
  })

  implement(app, calls.deleteExperiment, async ({ params, reply, ...caller }) => {
    await experiments.remove(caller, params.id)
    audit(caller, 'experiment deleted', { experimentId: params.id })
    reply.status(204)
    return undefined
  })
}
