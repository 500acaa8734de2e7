import { calls, type QueueReport, type QueueState } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { isRunJob, runJobs } from '@inkling/queues'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

interface Hold {
  readonly subject: 'queue' | 'tenant'
  readonly name: string
  readonly state: QueueState['state']
}

export interface RunQueues {
  report(caller: Caller): Promise<QueueReport>
  set(caller: Caller, hold: Hold): Promise<QueueReport>
}

export async function queuesRoute(app: FastifyInstance, { queues }: { readonly queues: RunQueues }): Promise<void> {
  implement(app, calls.listQueues, (call) => queues.report(call))

  implement(app, calls.setQueueState, async (call) => {
    const hold = holdOf(call.body)
    const report = await queues.set(call, hold)
    audit(call, 'queue state set', { ...hold })
    return report
  })
}

/** @throws InklingError validation_failed unless it names either a queue that exists or a tenant */
function holdOf({ queue, tenantId, state }: QueueState): Hold {
  if ((queue === undefined) === (tenantId === undefined))
    throw invalid('/queue', 'either', 'Name either a queue or a tenantId')
  if (queue === undefined) return { subject: 'tenant', name: tenantId ?? '', state }
  if (!isRunJob(queue)) throw invalid('/queue', 'unknown', `A queue is one of ${runJobs.join(', ')}`)
  return { subject: 'queue', name: queue, state }
}

const invalid = (pointer: string, code: string, detail: string) =>
  new InklingError('validation_failed', `Not valid: ${pointer}`, { errors: [{ pointer, code, detail }] })
