import type { QueueReport } from '@inkling/contracts'
import { countOpenRuns, type Database, holdRuns, readPlans, readRunHolds, releaseHold } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { runJobs } from '@inkling/queues'
import type { Caller } from '@inkling/service-kit'
import type { RunQueues } from '../routes/queues.route.ts'

/** The queues of runs as an operator sees and holds them. */
export const createRunQueues = (database: Pick<Database, 'platform'>): RunQueues => ({
  report: ({ deadline }) => report(database, deadline),
  async set({ principal, deadline }, { subject, name, state }) {
    // What was held back is known, whatever became of its tenant.
    const isReleased = state === 'open' && (await releaseHold(database, { subject, name }, deadline))
    if (!isReleased && subject === 'tenant' && name !== principal.tenantId) await requireTenant(database, name)
    if (state !== 'open') await holdRuns(database, { subject, name, state }, principal.keyId, deadline)
    return report(database, deadline)
  },
})

/** @throws InklingError not_found */
async function requireTenant(database: Pick<Database, 'platform'>, id: string): Promise<void> {
  if ((await readPlans(database, [id])).has(id)) return
  const detail = `There is no tenant ${id}`
  throw new InklingError('not_found', detail, { errors: [{ pointer: '/tenantId', code: 'unknown', detail }] })
}

async function report(database: Pick<Database, 'platform'>, deadline: Caller['deadline']): Promise<QueueReport> {
  const [holds, counts] = await Promise.all([readRunHolds(database, deadline), countOpenRuns(database, deadline)])
  return {
    queues: runJobs.map((queue) => {
      const { waiting = 0, delayed = 0, running = 0, oldestAt } = counts.find(({ kind }) => kind === queue) ?? {}
      const state = holds.find(({ subject, name }) => subject === 'queue' && name === queue)?.state ?? 'open'
      return { queue, state, waiting, delayed, running, oldestWaitingSince: oldestAt?.toISOString() ?? null }
    }),
    tenants: holds.flatMap(({ subject, name, state }) => (subject === 'tenant' ? [{ tenantId: name, state }] : [])),
  }
}
